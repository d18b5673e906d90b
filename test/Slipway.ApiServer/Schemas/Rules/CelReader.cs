using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.ApiServer.Schemas.Rules;

/// <summary>
/// Reads the Common Expression Language as far as rules of definitions commonly go: fields and indexes, comparisons,
/// arithmetic, <c>&amp;&amp;</c>, <c>||</c>, <c>!</c>, <c>?:</c>, <c>in</c>, lists, <c>has</c>, <c>size</c>, <c>startsWith</c>,
/// <c>endsWith</c>, <c>contains</c>, <c>matches</c>, <c>all</c>, <c>exists</c>, <c>exists_one</c>, <c>filter</c>, <c>map</c>.
/// </summary>
/// <exception cref="CelUnsupportedException">Anything else: optional fields, types, durations, quantities, the libraries.</exception>
internal sealed class CelReader
{
    private const int Deepest = 200;
    private readonly List<CelToken> _tokens;
    private int _at;
    private int _depth;

    private CelReader(string rule) => _tokens = CelToken.Read(rule);

    public static CelPart Read(string rule)
    {
        var reader = new CelReader(rule);
        var part = reader.Choice();
        return reader._tokens[reader._at].Kind == CelTokenKind.End ? part : throw reader.Unknown();
    }

    private CelPart Choice()
    {
        if (++_depth > Deepest)
            throw new CelUnsupportedException("a rule that is nested this deeply");
        var test = Or();
        if (Take("?"))
        {
            var yes = Choice();
            Expect(":");
            var no = Choice();
            var condition = test;
            test = scope => CelValues.Truth(condition(scope)) ? yes(scope) : no(scope);
        }

        _depth--;
        return test;
    }

    private CelPart Or()
    {
        var left = And();
        while (Take("||"))
            left = Logic(left, And(), decides: true);
        return left;
    }

    private CelPart And()
    {
        var left = Relation();
        while (Take("&&"))
            left = Logic(left, Relation(), decides: false);
        return left;
    }

    /// <summary>One side that decides is enough, even where the other fails.</summary>
    private static CelPart Logic(CelPart left, CelPart right, bool decides) =>
        scope =>
        {
            try
            {
                if (CelValues.Truth(left(scope)) == decides)
                    return decides;
            }
            catch (CelFailure)
            {
                return CelValues.Truth(right(scope)) == decides ? decides : throw new CelFailure("no such overload");
            }

            return CelValues.Truth(right(scope));
        };

    private CelPart Relation()
    {
        var left = Sum();
        while (true)
        {
            var one = left;
            if (Take("=="))
                left = Binary(one, Sum(), static (a, b) => CelValues.Same(a, b));
            else if (Take("!="))
                left = Binary(one, Sum(), static (a, b) => !CelValues.Same(a, b));
            else if (Take("<="))
                left = Binary(one, Sum(), static (a, b) => CelValues.Compare(a, b) <= 0);
            else if (Take(">="))
                left = Binary(one, Sum(), static (a, b) => CelValues.Compare(a, b) >= 0);
            else if (Take("<"))
                left = Binary(one, Sum(), static (a, b) => CelValues.Compare(a, b) < 0);
            else if (Take(">"))
                left = Binary(one, Sum(), static (a, b) => CelValues.Compare(a, b) > 0);
            else if (Take("in", CelTokenKind.Name))
                left = Binary(one, Sum(), static (a, b) => CelValues.In(a, b));
            else
                return left;
        }
    }

    private CelPart Sum()
    {
        var left = Product();
        while (true)
        {
            if (Take("+"))
                left = Binary(left, Product(), static (a, b) => CelValues.Add(a, b));
            else if (Take("-"))
                left = Binary(left, Product(), static (a, b) => CelValues.Calculate('-', a, b));
            else
                return left;
        }
    }

    private CelPart Product()
    {
        var left = Unary();
        while (true)
        {
            var sign = Array.Find(["*", "/", "%"], Take);
            if (sign is null)
                return left;
            left = Binary(left, Unary(), (a, b) => CelValues.Calculate(sign[0], a, b));
        }
    }

    private CelPart Unary()
    {
        if (Take("!"))
        {
            var inner = Unary();
            return scope => !CelValues.Truth(inner(scope));
        }

        if (!Take("-"))
            return Member();
        var number = Unary();
        return scope => CelValues.Calculate('-', 0L, number(scope));
    }

    private CelPart Member()
    {
        var part = Primary();
        while (true)
        {
            var of = part;
            if (Take("."))
            {
                var name = Name();
                part = Take("(") ? CelCalls.Method(of, name, this) : scope => CelValues.Field(of(scope), name);
            }
            else if (Take("["))
            {
                var index = Choice();
                Expect("]");
                part = scope => CelValues.At(of(scope), index(scope));
            }
            else
            {
                return part;
            }
        }
    }

    private CelPart Primary()
    {
        var token = _tokens[_at];
        switch (token.Kind)
        {
            case CelTokenKind.Whole:
                _at++;
                var whole = long.Parse(token.Text, CultureInfo.InvariantCulture);
                return _ => whole;
            case CelTokenKind.Real:
                _at++;
                var real = double.Parse(token.Text, CultureInfo.InvariantCulture);
                return _ => real;
            case CelTokenKind.Text:
                _at++;
                return _ => token.Text;
            case CelTokenKind.Name:
                _at++;
                return Named(token.Text);
        }

        if (Take("("))
        {
            var inner = Choice();
            Expect(")");
            return inner;
        }

        if (!Take("["))
            throw Unknown();
        var items = Arguments("]");
        return scope => new JsonArray([.. items.Select(item => CelCalls.Node(item(scope)))]);
    }

    private CelPart Named(string name) =>
        name switch
        {
            "true" => static _ => true,
            "false" => static _ => false,
            "null" => static _ => null,
            _ when Take("(") => name == "has" ? Has() : CelCalls.Function(name, Arguments(")")),
            _ => scope => scope.Find(name),
        };

    /// <summary>Whether a field is there: the last step of a path is asked for, not read.</summary>
    private CelPart Has()
    {
        var start = _at;
        var depth = 0;
        var last = -1;
        for (var index = start; ; index++)
        {
            var text = _tokens[index].Kind == CelTokenKind.Sign ? _tokens[index].Text : "";
            if (_tokens[index].Kind == CelTokenKind.End)
                throw Unknown();
            if (text == ")" && depth-- == 0)
                break;
            depth += text == "(" ? 1 : 0;
            last = text == "." && depth == 0 ? index : last;
        }

        if (last < 0)
            throw Unknown();
        // The path up to its last step ends where the reader would go on with that step.
        var end = _tokens[last];
        _tokens[last] = new CelToken(CelTokenKind.End, "");
        var of = Member();
        _tokens[last] = end;
        _at = last + 1;
        var name = Name();
        Expect(")");
        return scope => of(scope) is JsonObject map ? map.ContainsKey(name) : throw new CelFailure("no such key");
    }

    public List<CelPart> Arguments(string end)
    {
        var all = new List<CelPart>();
        if (Take(end))
            return all;
        do all.Add(Choice());
        while (Take(","));
        Expect(end);
        return all;
    }

    /// <summary>The variable and the body of a macro such as <c>all(x, x &gt; 1)</c>.</summary>
    public (string Variable, CelPart Body) Macro()
    {
        var variable = Name();
        Expect(",");
        var body = Choice();
        Expect(")");
        return (variable, body);
    }

    private static CelPart Binary(CelPart left, CelPart right, Func<object?, object?, object?> operation) =>
        scope => operation(left(scope), right(scope));

    private string Name() => _tokens[_at].Kind == CelTokenKind.Name ? _tokens[_at++].Text : throw Unknown();

    private bool Take(string text) => Take(text, CelTokenKind.Sign);

    private bool Take(string text, CelTokenKind kind)
    {
        if (_tokens[_at].Kind != kind || _tokens[_at].Text != text)
            return false;
        _at++;
        return true;
    }

    private void Expect(string text)
    {
        if (!Take(text))
            throw Unknown();
    }

    private CelUnsupportedException Unknown() => new($"'{_tokens[_at].Text}' is not known here");
}
