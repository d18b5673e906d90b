using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Deployment.Pipelines.Paths;

namespace Slipway.Deployment.Pipelines.Conditions;

/// <summary>A value that a condition looks at.</summary>
public abstract record Operand
{
    private protected Operand() { }

    public abstract IEnumerable<PipelinePath> Paths { get; }

    public abstract JsonElement Value(IPipelineValues values);
}

/// <summary>A place.</summary>
public sealed record PathOperand(PipelinePath Path) : Operand
{
    public override IEnumerable<PipelinePath> Paths => [Path];

    public override JsonElement Value(IPipelineValues values) => Path.Find(values);

    public override string ToString() => Path.ToString();
}

/// <summary>A text, a number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
/// <param name="Text">As it is written, texts in double quotes.</param>
/// <param name="Constant">The same.</param>
public sealed record LiteralOperand(string Text, JsonElement Constant) : Operand
{
    public override IEnumerable<PipelinePath> Paths => [];

    public override JsonElement Value(IPipelineValues values) => Constant;

    public bool Equals(LiteralOperand? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    public override string ToString() => Text;
}

/// <summary>
/// <c>length(a)</c>: elements of a list, members of an object, UTF-16 units of a text; null for what has none.
/// </summary>
public sealed record LengthOperand(PipelinePath Path) : Operand
{
    public override IEnumerable<PipelinePath> Paths => [Path];

    public override JsonElement Value(IPipelineValues values)
    {
        var value = Path.Find(values);
        var length = value.ValueKind switch
        {
            JsonValueKind.Array => value.GetArrayLength(),
            JsonValueKind.Object => value.GetPropertyCount(),
            _ => value.TextOrNull()?.Length,
        };
        return length is { } number
            ? JsonElement.Parse(Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)))
            : default;
    }

    public override string ToString() => $"length({Path})";
}
