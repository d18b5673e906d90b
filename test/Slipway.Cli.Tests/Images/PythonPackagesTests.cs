using System.IO.Compression;
using Slipway.Cli.Images.Build;
using Slipway.Oci.Content;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Images;

public sealed class PythonPackagesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Unpack_Wheels_LieBesideEachOther()
    {
        Wheel("plain-1.0-py3-none-any.whl", "plain/__init__.py", "plain-1.0.dist-info/METADATA", "single.py");
        Wheel("split-2.0-py3-none-any.whl", "split-2.0.data/purelib/split/__init__.py", "split-2.0.data/scripts/run");

        var packages = PythonPackages.For(_folder.Path, named: null, Platform.LinuxAmd64);
        var files = packages.Unpack(new DirectoryInfo(_folder.Folder("staging")));

        files
            .Entries.Where(entry => entry.Value.Kind == Oci.Layers.LayerEntryKind.File)
            .Select(entry => entry.Key)
            .Should()
            .Equal(
                "slipway/python/plain-1.0.dist-info/METADATA",
                "slipway/python/plain/__init__.py",
                "slipway/python/single.py",
                "slipway/python/split/__init__.py"
            );
        packages
            .Components.Select(component => component.PackageUrl)
            .Should()
            .Equal("pkg:pypi/plain@1.0", "pkg:pypi/split@2.0");
    }

    [Fact]
    public void For_Platform_TakesTheWheelsOfItAlone()
    {
        Wheel("pure-1.0-py3-none-any.whl");
        Wheel("fast-1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl");
        Wheel("fast-1.0-1-cp312-cp312-manylinux_2_17_aarch64.whl");
        Wheel("fast-1.0-cp312-cp312-macosx_11_0_x86_64.whl");

        PythonPackages.For(_folder.Path, null, Platform.LinuxAmd64).Key.Split('\n').Should().HaveCount(2);
        PythonPackages
            .For(_folder.Path, null, Platform.LinuxArm64)
            .Key.Should()
            .Contain("aarch64")
            .And.NotContain("x86_64");
    }

    [Fact]
    public void For_RequirementsWithoutWheels_SaysHowToFetchThem()
    {
        _folder.Write("requirements.txt", "numpy\n");

        var find = () => PythonPackages.For(_folder.Path, null, Platform.LinuxAmd64);

        find.Should().Throw<CliException>().WithMessage("*pip download*");
    }

    [Fact]
    public void For_NoRequirements_IsNothing() =>
        PythonPackages.For(_folder.Path, null, Platform.LinuxAmd64).IsEmpty.Should().BeTrue();

    [Fact]
    public void For_OnlyOtherPlatforms_SaysSo()
    {
        Wheel("fast-1.0-cp312-cp312-win_amd64.whl");

        var find = () => PythonPackages.For(_folder.Path, null, Platform.LinuxAmd64);

        find.Should().Throw<CliException>().WithMessage("*linux/amd64*win_amd64*");
    }

    [Fact]
    public void Unpack_WheelThatLeadsOutOfItsFolder_IsRefused()
    {
        Wheel("evil-1.0-py3-none-any.whl", "../evil.py");
        var packages = PythonPackages.For(_folder.Path, null, Platform.LinuxAmd64);

        var unpack = () => packages.Unpack(new DirectoryInfo(_folder.Folder("staging")));

        unpack.Should().Throw<CliException>().WithMessage("*evil-1.0*");
        File.Exists(_folder["evil.py"]).Should().BeFalse();
    }

    private void Wheel(string name, params string[] entries)
    {
        Directory.CreateDirectory(_folder["wheels"]);
        using var zip = ZipFile.Open(_folder[$"wheels/{name}"], ZipArchiveMode.Create);
        foreach (var entry in entries)
        {
            using var writer = new StreamWriter(zip.CreateEntry(entry).Open());
            writer.Write("x");
        }
    }
}
