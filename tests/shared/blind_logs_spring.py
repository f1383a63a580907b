"""A Spring Boot application of a Japanese company."""

from blind_log_grammar import Format

_WEB = "[order-api] [nio-8080-exec-{1..200}]"
_TASK = "[order-api] [   scheduling-{1..4}]"

SPRING_BOOT = Format(
    name="Spring Boot",
    stamp=lambda at: f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}+09:00",
    templates={
        f"{{ts}}  INFO 1 --- {_WEB} j.c.e.order.OrderController              : 注文を受け付けました"
        " orderId={order} 顧客={customer} 金額={100..900000}円": 30,
        f"{{ts}}  INFO 1 --- {_WEB} j.c.e.order.OrderService                 : Order {{order}}"
        " saved"
        " with {1..30} lines in {2..900} ms": 30,
        f"{{ts}}  WARN 1 --- {_WEB} j.c.e.order.StockClient                  : Stock of {{item}} is"
        " low: {0..9} left, threshold {10..50}": 12,
        f"{{ts}} ERROR 1 --- {_WEB} j.c.e.order.StockClient                  : Stock lookup for"
        " {item} failed: {stock_error}": 9,
        f"{{ts}} ERROR 1 --- {_WEB} o.a.c.c.C.[.[.[/].[dispatcherServlet]    :"
        " Servlet.service() for"
        " servlet [dispatcherServlet] in context with path [] threw exception [Request processing"
        " failed: {exception}] with root cause": 5,
        f"{{ts}}  WARN 1 --- {_WEB} .w.s.m.s.DefaultHandlerExceptionResolver : Resolved"
        " [{resolved}]": 8,
        f"{{ts}}  WARN 1 --- {_WEB} com.zaxxer.hikari.pool.PoolBase          : HikariPool-1 -"
        " Failed"
        " to validate connection org.postgresql.jdbc.PgConnection@{hex8} (This connection has been"
        " closed.). Possibly consider using a shorter maxLifetime value.": 5,
        "{ts} DEBUG 1 --- [order-api] [l-1 housekeeper] com.zaxxer.hikari.pool.HikariPool       "
        " : HikariPool-1 - Pool stats (total={1..30}, active={0..30}, idle={0..30},"
        " waiting={0..90})": 35,
        f"{{ts}} ERROR 1 --- {_WEB} o.h.engine.jdbc.spi.SqlExceptionHelper   : HikariPool-1 -"
        " Connection is not available, request timed out after {30000..30020}ms"
        " (total={1..30}, active={0..30}, idle={0..3}, waiting={0..90})": 4,
        f"{{ts}}  INFO 1 --- {_TASK} j.c.e.order.job.ExpireJob                :"
        " 期限切れ注文の取消を開始します"
        " 対象日={date}": 5,
        f"{{ts}}  INFO 1 --- {_TASK} j.c.e.order.job.ExpireJob                :"
        " 期限切れ注文の取消が完了しました"
        " 件数={0..4000} 所要時間={1..90}秒": 5,
        f"{{ts}} ERROR 1 --- {_TASK} j.c.e.order.job.ExpireJob                : 注文 {{order}}"
        " の取消に失敗しました:"
        " {japanese_error}": 6,
        "{ts}  INFO 1 --- [order-api] [ntainer#0-0-C-1] o.a.k.c.c.internals.ConsumerCoordinator "
        " : [Consumer clientId=consumer-orders-{1..9}, groupId=orders] Adding newly assigned"
        " partitions: {partitions}": 4,
        "{ts}  WARN 1 --- [order-api] [ntainer#0-0-C-1] org.apache.kafka.clients.NetworkClient  "
        " : [Consumer clientId=consumer-orders-{1..9}, groupId=orders] Connection to node {0..3}"
        " (/{ip}:9092) could not be established. Broker may not be available.": 6,
        "{ts}  INFO 1 --- [order-api] [           main] j.c.e.order.OrderApplication            "
        " : Started OrderApplication in {4..30}.{000..999} seconds (process running for"
        " {5..32}.{000..999})": 0.4,
        "{ts}  INFO 1 --- [order-api] [ionShutdownHook] o.s.b.w.e.tomcat.GracefulShutdown       "
        " : Commencing graceful shutdown. Waiting for active requests to complete": 0.4,
        f"{{ts}}  INFO 1 --- {_WEB} j.c.e.order.audit.Audit                  : user={{user}}"
        " action={action} target={target} result={result}": 40,
    },
    variables={
        "order": "ORD-2026{01..12}-{000000..999999}",
        "customer": ("山田商店", "株式会社 青葉", "佐藤 花子", "C{00000..99999}", "有限会社みなと"),
        "item": ("SKU-{1000..99999}", "SKU-{upper6}"),
        "stock_error": (
            (
                'I/O error on GET request for "http://stock.internal/v2/items/{1000..99999}": Read'
                " timed out"
            ),
            "503 Service Unavailable: [no body]",
            "Circuit breaker 'stock' is OPEN and does not permit further calls",
        ),
        "exception": (
            (
                'java.lang.NullPointerException: Cannot invoke "String.length()" because'
                ' "<local{1..9}>" is null'
            ),
            "org.springframework.dao.DataIntegrityViolationException: could not execute statement",
            "java.lang.IllegalStateException: order {order} is already {state}",
        ),
        "state": ("SHIPPED", "CANCELLED"),
        "resolved": (
            (
                "org.springframework.web.HttpRequestMethodNotSupportedException: Request method"
                " '{verb}' is not supported"
            ),
            (
                "org.springframework.http.converter.HttpMessageNotReadableException: JSON parse"
                " error: Unexpected character ('}' (code 125))"
            ),
            (
                "org.springframework.web.servlet.resource.NoResourceFoundException: No static"
                " resource {alnum8}."
            ),
        ),
        "verb": ("PUT", "DELETE", "PATCH"),
        "date": "2026-{01..12}-{01..28}",
        "japanese_error": (
            "在庫サービスが応答しません(タイムアウト {5..30}秒)",
            "既に出荷済みです",
            "楽観ロックに失敗 version={1..90}",
        ),
        "partitions": ("orders-{0..11}", "orders-{0..11}, orders-{0..11}", "[]"),
        "user": ("tanaka", "yamada.k", "svc-portal", "{uuid}"),
        "action": ("LOGIN", "VIEW", "UPDATE", "EXPORT"),
        "target": ("order:{order}", "customer:C{00000..99999}", "-"),
        "result": ("OK", "OK", "OK", "DENIED"),
    },
)
