namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Operations for which ONNX has nothing, and what can be done about each of them.</summary>
internal static class ForeignOperations
{
    private const string Decodes =
        "decodes a file: let callers decode it, and export the part of the model behind it, which takes numbers";

    private const string SplitsText =
        "takes text apart or changes it: let callers do that, and export the part of the model behind it";

    private const string Hashes = "hashes in a way that ONNX cannot";

    private const string Cudnn = "runs on NVIDIA's library only: save the model with the layer's portable form";

    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["DecodeJpeg"] = Decodes,
        ["DecodePng"] = Decodes,
        ["DecodeBmp"] = Decodes,
        ["DecodeGif"] = Decodes,
        ["DecodeImage"] = Decodes,
        ["DecodeAndCropJpeg"] = Decodes,
        ["DecodeWav"] = Decodes,
        ["DecodeRaw"] = Decodes,
        ["DecodePaddedRaw"] = Decodes,
        ["DecodeBase64"] = Decodes,
        ["DecodeCSV"] = Decodes,
        ["ReadFile"] = Decodes,
        ["StringSplit"] = SplitsText,
        ["StringSplitV2"] = SplitsText,
        ["RegexReplace"] = SplitsText,
        ["StaticRegexReplace"] = SplitsText,
        ["StringStrip"] = SplitsText,
        ["Substr"] = SplitsText,
        ["StringNGrams"] = SplitsText,
        ["UnicodeDecode"] = SplitsText,
        ["UnicodeDecodeWithOffsets"] = SplitsText,
        ["ReduceJoin"] = SplitsText,
        ["StringToHashBucketFast"] = Hashes,
        ["StringToHashBucketStrong"] = Hashes,
        ["StringToHashBucket"] = Hashes,
        ["CudnnRNN"] = Cudnn,
        ["CudnnRNNV2"] = Cudnn,
        ["CudnnRNNV3"] = Cudnn,
        ["PyFunc"] = "calls Python",
        ["EagerPyFunc"] = "calls Python",
        ["TRTEngineOp"] = "runs on TensorRT only: export the model before it is converted for that",
    };

    /// <summary>What stands in the way of an operation, whatever its inputs are; null where nothing is known.</summary>
    public static string? Reason(string operation) => Reasons.GetValueOrDefault(operation);
}
