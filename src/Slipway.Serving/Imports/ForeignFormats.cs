namespace Slipway.Serving.Imports;

/// <summary>The formats that there are importers for.</summary>
public static class ForeignFormats
{
    private const int HeadBytes = 4096;

    // Its first byte is no text.
    private static ReadOnlySpan<byte> Hdf5 => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Keras 3's archive, and HDF5 under any of its names; there are HDF5 files called <c>.keras</c>.</summary>
    public static ForeignFormat Keras { get; } = new("keras", IsKeras);

    /// <summary>A folder with <c>saved_model.pb</c>.</summary>
    public static ForeignFormat TensorFlow { get; } =
        new("tensorflow", path => File.Exists(Path.Combine(path, "saved_model.pb")));

    /// <summary>XGBoost's JSON and UBJSON.</summary>
    public static ForeignFormat XGBoost { get; } = new("xgboost", IsXGBoost);

    /// <summary>LightGBM's text.</summary>
    public static ForeignFormat LightGbm { get; } = new("lightgbm", IsLightGbm);

    public static IReadOnlyList<ForeignFormat> All { get; } = [Keras, TensorFlow, XGBoost, LightGbm];

    private static bool IsKeras(string path) =>
        HasExtension(path, ".keras")
            ? File.Exists(path)
            : (HasExtension(path, ".h5") || HasExtension(path, ".hdf5")) && Head(path).StartsWith(Hdf5);

    private static bool IsXGBoost(string path) =>
        (HasExtension(path, ".json") || HasExtension(path, ".ubj"))
        && Head(path) is var head
        && head.StartsWith("{"u8)
        && head.IndexOf("learner"u8) >= 0;

    private static bool IsLightGbm(string path) =>
        (HasExtension(path, ".txt") || HasExtension(path, ".lgb"))
        && Head(path) is var head
        && head.StartsWith("tree\n"u8)
        && head.IndexOf("\nversion=v"u8) >= 0;

    private static bool HasExtension(string path, string extension) =>
        path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<byte> Head(string path)
    {
        if (!File.Exists(path))
            return default;
        var head = new byte[HeadBytes];
        using var file = File.OpenRead(path);
        return head.AsSpan(0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
    }
}
