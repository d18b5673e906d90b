using System.Text.Json;

namespace Slipway.Tasks.Tabular.Options;

/// <summary>One column of a record.</summary>
public sealed class ColumnOptions
{
    /// <summary>Its name in records and in the header of CSV.</summary>
    public string Name { get; set; } = "";

    /// <summary>The input that it goes to. Default: the one of its name, else the model's only one.</summary>
    public string? Input { get; set; }

    /// <summary>What its values are. Default: a category where there are <c>categories</c> or a <c>map</c>, else by the input's datatype.</summary>
    public ColumnKind? Kind { get; set; }

    /// <summary>What is meant, and in which unit, for people.</summary>
    public string? Description { get; set; }

    /// <summary>A value to show.</summary>
    public JsonElement? Example { get; set; }

    /// <summary>The categories; the model gets the place of one in this list, or one element for each of them.</summary>
    public List<string> Categories { get; set; } = [];

    /// <summary>The categories, and the number that the model gets for each. Excludes <c>categories</c>.</summary>
    public Dictionary<string, double> Map { get; set; } = [];

    /// <summary>How categories become numbers. Default: index.</summary>
    public CategoryEncoding Encoding { get; set; }

    /// <summary>Numbers are scaled: the mean is taken off, and the rest divided by the standard deviation.</summary>
    public ScaleOptions? Scale { get; set; }

    /// <summary>
    /// What the model gets where a record has no value. Default: <c>default</c> where there is one, <c>nan</c> for models of
    /// XGBoost and LightGBM, else an error.
    /// </summary>
    public MissingValue? Missing { get; set; }

    /// <summary>The value of records that have none.</summary>
    public JsonElement? Default { get; set; }
}

/// <summary>What the values of a column are.</summary>
public enum ColumnKind
{
    Number,
    Category,
    Text,
    Boolean,
}

/// <summary>How a category becomes numbers.</summary>
public enum CategoryEncoding
{
    Index,
    OneHot,
}

/// <summary>What becomes of a value that is not there.</summary>
public enum MissingValue
{
    Error,
    NaN,
    Default,
}
