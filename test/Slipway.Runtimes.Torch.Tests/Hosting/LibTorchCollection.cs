namespace Slipway.Runtimes.Torch.Tests.Hosting;

/// <summary>
/// Tests that look for libtorch by the environment, and those that change it: never at the same time.
/// </summary>
internal static class LibTorchCollection
{
    public const string Name = "libtorch";
}
