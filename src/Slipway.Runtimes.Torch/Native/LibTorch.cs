using System.Runtime.InteropServices;

namespace Slipway.Runtimes.Torch.Native;

/// <summary>The native libraries that TorchSharp needs, pinned by their hashes, in the order in which they are loaded.</summary>
internal static class LibTorch
{
    public const string Version = "2.10.0";
    public const string BindingVersion = "0.107.0";

    /// <summary>The only platform that these were tried on.</summary>
    public const string Platform = "linux-x64";

    /// <summary>TorchSharp's own half in C++.</summary>
    public const string Binding = "libLibTorchSharp.so";

    private const string Engine = "libtorch-cpu-linux-x64";

    public static IReadOnlyList<NativeFile> Files { get; } =
    [
        Part("libgomp-98b21ff3.so.1", 283_265, "6b254201cafdc5389580d77139398a298f63ce3b139cfbcceade961ac0d721cb"),
        Part("libc10.so", 1_455_496, "5a54a1c71c90df5011b20529bba91bcd160871c7cb19f33d9da8e73f9c45fbbc"),
        Part("libtorch_cpu.so", 461_211_481, "0f4b3e14ed8468219fefe110605e741afc6bfbec27cc777a224301edb9f24c41"),
        Part("libtorch.so", 7_584, "aaa36e9d80c624fc796e0fd591ebe7a59262814f57bc639ec20f6ae91fadb760"),
        new(
            "torchsharp",
            BindingVersion,
            Binding,
            2_399_008,
            "cf33b1b0bb6bbb9754a768fb5c5d04d9f498603be50e73f55621a0b40ee608b8"
        ),
    ];

    public static long TotalBytes => Files.Sum(file => file.Length);

    /// <summary>Whether this process could load them.</summary>
    public static bool IsSupported =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>What is said where they could not.</summary>
    public static string UnsupportedPlatform =>
        $"TorchScript models are served on {Platform} only; this is {RuntimeInformation.RuntimeIdentifier}. Serve the model "
        + "on such a machine or in a container, or export it to ONNX (torch.onnx.export), which is served everywhere.";

    private static NativeFile Part(string name, long length, string sha256) =>
        new(Engine, Version, name, length, sha256);
}
