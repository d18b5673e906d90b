using System.Text.Json.Nodes;

namespace Slipway.ApiServer.Schemas;

/// <summary>What a field may hold, and how it is merged. One model for definitions and for built-in kinds.</summary>
public sealed class SchemaNode
{
    /// <summary>object, array, string, integer, number, boolean; empty where anything may stand.</summary>
    public string Type { get; init; } = "";

    public string Format { get; init; } = "";

    /// <summary>An integer or a string, whatever <see cref="Type"/> says.</summary>
    public bool IntOrString { get; init; }

    public bool Nullable { get; init; }

    /// <summary>Unknown fields are kept here.</summary>
    public bool PreserveUnknown { get; init; }

    public bool Embedded { get; init; }

    /// <summary>Named fields; set once, since the types of some kinds hold themselves.</summary>
    public Dictionary<string, SchemaNode> Properties { get; } = new(StringComparer.Ordinal);

    /// <summary>The schema of every other field: the object is a map.</summary>
    public SchemaNode? Additional { get; set; }

    public SchemaNode? Items { get; set; }

    public HashSet<string> Required { get; init; } = [];

    public JsonNode? Default { get; init; }

    public IReadOnlyList<JsonNode?>? Enum { get; init; }

    public SchemaLimits Limits { get; init; } = SchemaLimits.None;

    /// <summary>Whether a list is one value, a set of values, or a map by <see cref="MapKeys"/>.</summary>
    public ListKind List { get; init; } = ListKind.Atomic;

    public IReadOnlyList<string> MapKeys { get; init; } = [];

    /// <summary>Whether an object has one owner as a whole.</summary>
    public bool AtomicMap { get; init; }

    public IReadOnlyList<ValidationRule> Rules { get; init; } = [];

    public SchemaNode? Field(string name) => Properties.GetValueOrDefault(name) ?? Additional;
}

/// <summary>How the entries of a list are told apart when writers are merged.</summary>
public enum ListKind
{
    Atomic,
    Set,
    Map,
}

/// <summary>A CEL rule of <c>x-kubernetes-validations</c>.</summary>
public sealed record ValidationRule(string Rule, string? Message, string? FieldPath, string? Reason);

/// <summary>Bounds of a value; null is none.</summary>
public sealed record SchemaLimits
{
    public static SchemaLimits None { get; } = new();

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public bool ExclusiveMinimum { get; init; }

    public bool ExclusiveMaximum { get; init; }

    public double? MultipleOf { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public int? MinItems { get; init; }

    public int? MaxItems { get; init; }

    public int? MinProperties { get; init; }

    public int? MaxProperties { get; init; }

    public string? Pattern { get; init; }
}
