namespace Slipway.Tasks.Tabular.Options;

/// <summary>A value of the answer.</summary>
public sealed class ValueOptions
{
    /// <summary>Its name in answers. Default: <c>value</c> where it is the only one, else the output's.</summary>
    public string? Name { get; set; }

    /// <summary>The output. Default: the first that holds numbers.</summary>
    public string? Output { get; set; }

    /// <summary>Its place in the output's row. Default: how many of this output stand before it in the list.</summary>
    public int? Index { get; set; }

    /// <summary>The unit, for people.</summary>
    public string? Unit { get; set; }

    /// <summary>What is meant, for people.</summary>
    public string? Description { get; set; }
}
