namespace Slipway.Runtimes.Torch.Native;

/// <summary>A file of libtorch, as a package carries it.</summary>
/// <param name="Package">The package's id, in lower case.</param>
/// <param name="PackageVersion">The package's version.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Its hash in hexadecimal digits.</param>
internal sealed record NativeFile(string Package, string PackageVersion, string Name, long Length, string Sha256)
{
    /// <summary>The path inside the package's folder.</summary>
    public string PathInPackage => Path.Combine("runtimes", LibTorch.Platform, "native", Name);
}
