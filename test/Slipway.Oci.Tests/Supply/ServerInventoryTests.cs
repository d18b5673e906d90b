using Slipway.Errors;
using Slipway.Oci.Supply;

namespace Slipway.Oci.Tests.Supply;

public sealed class ServerInventoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_PublishedAheadOfTime_IsWhatThePublishWrote()
    {
        File.WriteAllText(
            _folder["components.json"],
            """
            { "packages": [
                { "name": "YamlDotNet", "version": "18.1.0" },
                { "name": "Microsoft.NETCore.App.Runtime.linux-x64", "version": "10.0.12" }
              ]
            }
            """
        );

        ServerInventory
            .Read(_folder.Root)
            .Should()
            .Equal(
                new SbomComponent("Microsoft.NETCore.App.Runtime.linux-x64", "10.0.12")
                {
                    PackageUrl = "pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@10.0.12",
                },
                new SbomComponent("YamlDotNet", "18.1.0") { PackageUrl = "pkg:nuget/YamlDotNet@18.1.0" }
            );
    }

    [Fact]
    public void Read_DependencyManifest_IsItsPackagesAndItsRuntime()
    {
        File.WriteAllText(
            _folder["Slipway.Server.deps.json"],
            """
            {
              "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0/linux-x64" },
              "libraries": {
                "Slipway.Server/0.1.0": { "type": "project", "serviceable": false },
                "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/10.0.12": { "type": "runtimepack" },
                "Google.Protobuf/3.36.2": { "type": "package", "serviceable": true, "sha512": "sha512-…" }
              }
            }
            """
        );

        ServerInventory
            .Read(_folder.Root)
            .Select(component => $"{component.Name} {component.Version}")
            .Should()
            .Equal("Google.Protobuf 3.36.2", "Microsoft.NETCore.App.Runtime.linux-x64 10.0.12");
    }

    [Fact]
    public void Read_OwnProgram_NamesWhatItIsBuiltOn() =>
        ServerInventory
            .Read(AppContext.BaseDirectory)
            .Should()
            .Contain(component => component.Name == "AwesomeAssertions");

    [Fact]
    public void Read_FolderThatSaysNothing_IsEmpty() => ServerInventory.Read(_folder.Root).Should().BeEmpty();

    [Fact]
    public void Read_BrokenFile_IsRefused()
    {
        File.WriteAllText(_folder["components.json"], "{ \"packages\": ");

        var read = () => ServerInventory.Read(_folder.Root);

        read.Should().Throw<ServingException>().WithMessage("*components.json*");
    }
}
