using System.Text.Json;
using Slipway.Deployment.Pipelines.Paths;

namespace Slipway.Deployment.Pipelines.Conditions;

/// <summary>
/// What <c>when</c> says: <c>$request.language == "de" &amp;&amp; !exists($request.date)</c>. Immutable; it holds or not, and
/// never fails: what is missing is null, and values of different kinds are neither equal nor in an order.
/// </summary>
public abstract record Condition
{
    /// <summary>Of a condition's text.</summary>
    public const int MaxLength = 4000;

    /// <summary>Brackets and negations within each other.</summary>
    public const int MaxDepth = 32;

    private protected Condition() { }

    /// <summary>What it looks at, in the order in which it stands there.</summary>
    public abstract IEnumerable<PipelinePath> Paths { get; }

    /// <exception cref="PipelineSyntaxException"/>
    public static Condition Parse(string text) => new ConditionParser(new TextCursor(text, MaxLength)).Parse();

    public abstract bool Holds(IPipelineValues values);

    /// <summary>How tightly it binds: what binds less needs brackets within.</summary>
    private protected virtual int Binding => 4;

    private protected static string Within(Condition inner, int binding) =>
        inner.Binding < binding ? $"({inner})" : inner.ToString();
}

/// <summary><c>a || b</c></summary>
public sealed record OrCondition(Condition Left, Condition Right) : Condition
{
    public override IEnumerable<PipelinePath> Paths => Left.Paths.Concat(Right.Paths);

    private protected override int Binding => 1;

    public override bool Holds(IPipelineValues values) => Left.Holds(values) || Right.Holds(values);

    public override string ToString() => $"{Within(Left, 1)} || {Within(Right, 2)}";
}

/// <summary><c>a &amp;&amp; b</c></summary>
public sealed record AndCondition(Condition Left, Condition Right) : Condition
{
    public override IEnumerable<PipelinePath> Paths => Left.Paths.Concat(Right.Paths);

    private protected override int Binding => 2;

    public override bool Holds(IPipelineValues values) => Left.Holds(values) && Right.Holds(values);

    public override string ToString() => $"{Within(Left, 2)} && {Within(Right, 3)}";
}

/// <summary><c>!a</c></summary>
public sealed record NotCondition(Condition Inner) : Condition
{
    public override IEnumerable<PipelinePath> Paths => Inner.Paths;

    public override bool Holds(IPipelineValues values) => !Inner.Holds(values);

    public override string ToString() => "!" + Within(Inner, 4);
}

/// <summary><c>a &lt; b</c></summary>
public sealed record ComparisonCondition(Operand Left, ComparisonKind Comparison, Operand Right) : Condition
{
    public override IEnumerable<PipelinePath> Paths => Left.Paths.Concat(Right.Paths);

    private protected override int Binding => 3;

    public override bool Holds(IPipelineValues values) =>
        ValueComparison.Holds(Left.Value(values), Comparison, Right.Value(values));

    public override string ToString() => $"{Left} {ValueComparison.Sign(Comparison)} {Right}";
}

/// <summary>A value by itself: neither missing nor null, false, 0, nor an empty text, list or object.</summary>
public sealed record TruthCondition(Operand Operand) : Condition
{
    public override IEnumerable<PipelinePath> Paths => Operand.Paths;

    public override bool Holds(IPipelineValues values)
    {
        var value = Operand.Value(values);
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.Number => !value.TryGetDouble(out var number) || number != 0,
            // An escape stands for something, so that the text without its quotes is empty only where the value is.
            JsonValueKind.String => !value.ValueEquals(""),
            JsonValueKind.Array => value.GetArrayLength() > 0,
            JsonValueKind.Object => value.GetPropertyCount() > 0,
            _ => false,
        };
    }

    public override string ToString() => Operand.ToString();
}

/// <summary><c>exists(a)</c>: it is there and not null, though it may be false, 0 or empty.</summary>
public sealed record ExistsCondition(Operand Operand) : Condition
{
    public override IEnumerable<PipelinePath> Paths => Operand.Paths;

    public override bool Holds(IPipelineValues values) => Operand.Value(values).IsThere();

    public override string ToString() => $"exists({Operand})";
}

/// <summary><c>contains(a, b)</c>: a list has an element that equals b, or a text has the text b in it.</summary>
public sealed record ContainsCondition(Operand Whole, Operand Part) : Condition
{
    public override IEnumerable<PipelinePath> Paths => Whole.Paths.Concat(Part.Paths);

    public override bool Holds(IPipelineValues values)
    {
        var whole = Whole.Value(values);
        var part = Part.Value(values);
        if (whole.ValueKind == JsonValueKind.Array)
            return whole.EnumerateArray().Any(element => ValueComparison.Holds(element, ComparisonKind.Equal, part));
        return whole.TextOrNull() is { } text
            && part.TextOrNull() is { } within
            && text.Contains(within, StringComparison.Ordinal);
    }

    public override string ToString() => $"contains({Whole}, {Part})";
}
