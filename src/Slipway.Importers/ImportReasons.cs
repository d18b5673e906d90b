namespace Slipway.Importers;

/// <summary>The machine-readable causes for which an import fails.</summary>
internal static class ImportReasons
{
    /// <summary>There is no such file, or it is none that an importer knows.</summary>
    public const string UnknownFormat = "unknown-format";

    /// <summary>The file is damaged, cut off, or not what its format demands.</summary>
    public const string Corrupt = "corrupt-model";

    /// <summary>The model has layers or operations that cannot be mapped.</summary>
    public const string Unsupported = "unsupported-operations";

    /// <summary>The model declares more than the limits allow.</summary>
    public const string TooLarge = "import-too-large";
}
