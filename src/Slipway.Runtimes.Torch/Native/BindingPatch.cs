namespace Slipway.Runtimes.Torch.Native;

/// <summary>
/// Makes TorchSharp's library loadable where the system's C++ library is older than what it was linked with, as on
/// Debian 12: the one version it cannot have is marked as weak in the copy in the cache.
/// </summary>
internal static class BindingPatch
{
    /// <summary>Patches the copy in a folder where this system needs it. True where it did.</summary>
    public static bool Apply(string folder)
    {
        if (StandardCpp.Has(StandardCpp.LinkMark))
            return false;
        var path = Path.Combine(folder, LibTorch.Binding);
        var image = File.ReadAllBytes(path);
        var needs = new ElfVersionNeeds(image);
        if (!needs.Needs(StandardCpp.LinkMark))
            return false;
        needs.MakeWeak(StandardCpp.LinkMark);
        var staged = path + $".{Guid.NewGuid():N}";
        File.WriteAllBytes(staged, image);
        File.Move(staged, path, overwrite: true);
        return true;
    }
}
