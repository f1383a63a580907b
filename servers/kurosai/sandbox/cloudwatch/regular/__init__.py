"""Regular expressions whose time is bounded, whoever wrote them.

Both languages of CloudWatch Logs take regular expressions from outside. AWS runs them on an
automaton; Python's `re` goes back and forth, for hours if the expression wants it. So they are
parsed here, by grammar, and each text is searched by the one of two machines that is fast for it.
"""

from kurosai.sandbox.cloudwatch.regular.expression import Expression, compiled
from kurosai.sandbox.cloudwatch.regular.syntax import BadExpression

__all__ = ["BadExpression", "Expression", "compiled"]
