using System.Runtime.InteropServices;
using Slipway.Errors;
using Slipway.Machine;
using TorchSharp;

namespace Slipway.Runtimes.Torch.Native;

/// <summary>
/// The one door to libtorch: nothing else may touch TorchSharp before <see cref="Ensure"/> has returned. The libraries are
/// loaded by their full paths, so that TorchSharp finds them when it looks for them by name.
/// </summary>
internal static class TorchEnvironment
{
    private static readonly Lock Gate = new();
    private static bool _loaded;

    /// <exception cref="ServingException">They are not here, or do not load.</exception>
    public static void Ensure()
    {
        lock (Gate)
        {
            if (_loaded)
                return;
            Load(LibraryFolder.Current);
            _loaded = true;
        }
    }

    private static void Load(string folder)
    {
        if (!LibTorch.IsSupported)
            throw Refuse("unsupported-platform", LibTorch.UnsupportedPlatform);
        if (LibraryFolder.Missing(folder) is { } missing)
        {
            throw Refuse(
                "libtorch-missing",
                $"libtorch {LibTorch.Version} is not here ('{missing}' is not in {folder}). Fetch it once with "
                    + "'slipway runtimes install torch', which 'slipway serve' does by itself."
            );
        }

        try
        {
            foreach (var file in LibTorch.Files)
            {
                NativeLibrary.Load(Path.Combine(folder, file.Name));
            }

            torch.set_num_interop_threads(CpuBudget.Current.Count);
        }
        catch (Exception error)
            when (error is DllNotFoundException or BadImageFormatException or TypeInitializationException)
        {
            throw Refuse(
                "libtorch-unusable",
                $"libtorch in {folder} cannot be loaded here: {error.Message.ReplaceLineEndings(" ")} Run 'slipway runtimes "
                    + "install torch' once more on this machine; it needs glibc 2.34 and libstdc++ of GCC 12 or later.",
                error
            );
        }
    }

    private static ServingException Refuse(string reason, string message, Exception? cause = null) =>
        new(ServingErrorCode.FailedPrecondition, message, cause) { Reason = reason };
}
