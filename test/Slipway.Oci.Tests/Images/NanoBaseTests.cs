using System.IO.Compression;
using Slipway.Errors;
using Slipway.Oci.Images.Nano;
using Slipway.Oci.Layers;

namespace Slipway.Oci.Tests.Images;

/// <summary>With the packages of this machine, which must be of Debian's kind.</summary>
public sealed class NanoBaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Assemble_PackagesOfThisMachine_AreARootFileSystem()
    {
        SkipWithoutPackages();
        var packages = await new PackageCache(_folder["packages"]).GetAsync(
            "amd64",
            await PackageCache.CandidatesAsync("amd64", Token),
            Token
        );

        var files = await NanoBase.AssembleAsync(packages, Token);

        files
            .Entries.Should()
            .ContainKeys("usr/lib/x86_64-linux-gnu/libc.so.6", "usr/lib/x86_64-linux-gnu/libssl.so.3");
        files.Entries["lib64"].Target.Should().Be("usr/lib64");
        files.Entries["tmp"].Mode.Should().HaveFlag(UnixFileMode.StickyBit);
        files.Entries.Keys.Should().NotContain(path => path.StartsWith("usr/bin/", StringComparison.Ordinal));
        files.Entries.Keys.Should().Contain("usr/share/doc/libc6/copyright");
        using var compressed = new MemoryStream();
        await LayerWriter.WriteAsync(files, DateTimeOffset.UnixEpoch, compressed, CompressionLevel.Optimal, Token);
        compressed.Length.Should().BeLessThan(8_000_000);
    }

    [Fact]
    public async Task Assemble_SameVersionsInAnotherCache_AreTheSameLayer()
    {
        SkipWithoutPackages();
        var packages = await new PackageCache(_folder["one"]).GetAsync(
            "amd64",
            await PackageCache.CandidatesAsync("amd64", Token),
            Token
        );
        var versions = packages.ToDictionary(package => package.Name, package => package.Version);
        var others = await new PackageCache(_folder["other"]).GetAsync("amd64", versions, Token);

        (await MeasureAsync(others)).Should().Be(await MeasureAsync(packages));
    }

    [Fact]
    public async Task Get_VersionThatIsGone_SaysWhatToDo()
    {
        SkipWithoutPackages();
        var locked = new Dictionary<string, string> { ["libc6"] = "0.1-not-there" };

        var get = () => new PackageCache(_folder["packages"]).GetAsync("amd64", locked, Token);

        (await get.Should().ThrowAsync<ServingException>().WithMessage("*libc6 0.1-not-there*lock file*"))
            .Which.Reason.Should()
            .Be("no-packages");
        Directory.EnumerateFileSystemEntries(_folder["packages"]).Should().BeEmpty();
    }

    private static async Task<Oci.Content.Digest> MeasureAsync(IReadOnlyList<DebianPackage> packages) =>
        await LayerWriter.MeasureAsync(await NanoBase.AssembleAsync(packages, Token), DateTimeOffset.UnixEpoch, Token);

    private static void SkipWithoutPackages() =>
        Assert.SkipUnless(
            File.Exists("/usr/bin/apt-get") && File.Exists("/usr/bin/dpkg-deb"),
            "The base 'nano' is made of the packages of a Debian or Ubuntu machine."
        );
}
