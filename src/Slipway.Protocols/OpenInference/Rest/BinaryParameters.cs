namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>The parameters of the binary tensor data extension.</summary>
internal static class BinaryParameters
{
    /// <summary>Of one requested output; wins over <see cref="BinaryDataOutput"/>.</summary>
    public const string BinaryData = "binary_data";

    /// <summary>Of the request, for all outputs.</summary>
    public const string BinaryDataOutput = "binary_data_output";

    /// <summary>Of a tensor whose bytes follow the JSON: how many.</summary>
    public const string BinaryDataSize = "binary_data_size";
}
