namespace Slipway.Tasks.Tabular.Options;

/// <summary>
/// The <c>tabular:</c> or <c>regression:</c> section of <c>model.yaml</c>: what the columns of a record are, and what the
/// outputs mean. Everything is optional. The setters are there for source-generated JSON, which would lose the defaults of
/// <c>init</c> properties.
/// </summary>
public sealed class TabularOptions
{
    /// <summary>
    /// The columns, those of one input in the order of its elements. Default: each input with one element in a row is a column
    /// of its name; one with more has a column for each label that <c>inputs</c> gives it, or that its file has, else it is one
    /// column that holds a list.
    /// </summary>
    public List<ColumnOptions> Columns { get; set; } = [];

    /// <summary>What stands between the fields of CSV: one character, or <c>tab</c>. Default: a comma.</summary>
    public string Delimiter { get; set; } = ",";

    /// <summary>The output that is the class. Default: one of texts, or of integers beside probabilities; <c>tabular</c> only.</summary>
    public string? Label { get; set; }

    /// <summary>
    /// The output with the probability of each class. With two labels it may have one column, that of the second. Default: one
    /// that is called so, or that stands beside the class; <c>tabular</c> only.
    /// </summary>
    public string? Probabilities { get; set; }

    /// <summary>The classes, in the order of the probabilities. Default: the labels of that output.</summary>
    public List<string> Labels { get; set; } = [];

    /// <summary>The values that are answered where there are no classes. Default: every output with numbers.</summary>
    public List<ValueOptions> Values { get; set; } = [];
}
