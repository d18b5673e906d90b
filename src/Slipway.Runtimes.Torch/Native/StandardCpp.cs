using System.Runtime.InteropServices;
using System.Text;

namespace Slipway.Runtimes.Torch.Native;

/// <summary>The C++ library of this system.</summary>
internal static class StandardCpp
{
    /// <summary>
    /// The version that TorchSharp's library asks for and that GCC has since 13. Nothing in it is used: it is the mark of
    /// another way to initialise the standard streams.
    /// </summary>
    public const string LinkMark = "GLIBCXX_3.4.32";

    private const string Name = "libstdc++.so.6";

    /// <summary>Whether the library that is loaded here has a version; true where that cannot be found out.</summary>
    public static bool Has(string version)
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(Name, out _))
            return true;
        var path = File.ReadLines("/proc/self/maps")
            .Select(line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var start ? line[start..] : "")
            .FirstOrDefault(file => Path.GetFileName(file).StartsWith("libstdc++.so", StringComparison.Ordinal));
        return path is null || File.ReadAllBytes(path).AsSpan().IndexOf(Encoding.ASCII.GetBytes(version + '\0')) >= 0;
    }
}
