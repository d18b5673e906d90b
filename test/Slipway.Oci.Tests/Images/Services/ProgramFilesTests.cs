using System.IO.Compression;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Images.Services;
using Slipway.Oci.Layers;

namespace Slipway.Oci.Tests.Images.Services;

public sealed class ProgramFilesTests : IDisposable
{
    private const string Net = "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/10.0.12";
    private const byte Amd64 = 62;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Layers_OfAPublish_AreTheRuntimeThePackagesAndTheRest()
    {
        var program = ProgramFiles.Open(Publish("a", "Facts"));

        program
            .Runtime()
            .Entries.Keys.Should()
            .Equal("app", "app/System.Runtime.dll", "app/createdump", "app/libcoreclr.so");
        program
            .Packages()
            .Entries.Keys.Should()
            .Equal("app", "app/SkiaSharp.dll", "app/de", "app/de/SkiaSharp.resources.dll", "app/libSkiaSharp.so");
        program
            .Own()
            .Entries.Keys.Should()
            .Equal(
                "app",
                "app/Facts",
                "app/Facts.deps.json",
                "app/Facts.dll",
                "app/Slipway.AspNetCore.dll",
                "app/data.xml",
                "app/wwwroot",
                "app/wwwroot/SkiaSharp.dll"
            );
        program.Platform.Should().Be(Platform.LinuxAmd64);
        (program.Program, program.Version, program.ServerVersion).Should().Be(("Facts", "1.2.0", "0.1.0"));
    }

    [Fact]
    public void Layers_Modes_FollowFromWhatFilesAre()
    {
        var program = ProgramFiles.Open(Publish("a", "Facts"));

        program.Own().Entries["app/Facts"].Mode.Should().Be(LayerFiles.Program);
        program.Runtime().Entries["app/createdump"].Mode.Should().Be(LayerFiles.Program);
        program.Runtime().Entries["app/libcoreclr.so"].Mode.Should().Be(LayerFiles.PlainFile);
        program.Packages().Entries["app/SkiaSharp.dll"].Mode.Should().Be(LayerFiles.PlainFile);
    }

    [Fact]
    public async Task Layers_OfAnotherProgram_ShareTheRuntimeAndThePackages()
    {
        var one = ProgramFiles.Open(Publish("a", "Facts"));
        var other = ProgramFiles.Open(Publish("b", "Prices"));

        (await WriteAsync(one.Runtime())).Should().Be(await WriteAsync(other.Runtime()));
        (await WriteAsync(one.Packages())).Should().Be(await WriteAsync(other.Packages()));
        (await WriteAsync(one.Own())).Should().NotBe(await WriteAsync(other.Own()));
    }

    [Fact]
    public async Task Layers_PublishedAgainElsewhere_AreTheSameBytes()
    {
        var one = ProgramFiles.Open(Publish("a", "Facts"));
        var again = ProgramFiles.Open(Publish("elsewhere/b", "Facts"));
        File.SetLastWriteTimeUtc(_folder["elsewhere/b/Facts.dll"], DateTime.UnixEpoch);

        (await WriteAsync(again.Own())).Should().Be(await WriteAsync(one.Own()));
    }

    [Fact]
    public void Layers_CompiledAheadOfTime_AreOne()
    {
        Write("native/Facts", Program());
        Write("native/libgood.so", [1]);

        var program = ProgramFiles.Open(_folder["native/Facts"]);

        program.Runtime().Entries.Should().BeEmpty();
        program.Packages().Entries.Should().BeEmpty();
        program.Own().Entries.Keys.Should().Equal("app", "app/Facts", "app/libgood.so");
        program.Version.Should().BeNull();
    }

    [Fact]
    public void Open_FolderWithALink_IsRefused()
    {
        var program = Publish("a", "Facts");
        File.CreateSymbolicLink(_folder["a/secret"], "/etc/passwd");

        var open = () => ProgramFiles.Open(program);

        open.Should().Throw<ServingException>().Which.Reason.Should().Be("published-link");
    }

    [Fact]
    public void Open_NoProgramForLinux_IsRefused()
    {
        Write("a/Facts", "MZ"u8.ToArray());

        var open = () => ProgramFiles.Open(_folder["a/Facts"]);

        open.Should().Throw<ServingException>().Which.Reason.Should().Be("no-server");
    }

    private string Publish(string folder, string name)
    {
        Write($"{folder}/{name}", Program());
        Write($"{folder}/{name}.dll", [1]);
        Write($"{folder}/{name}.pdb", [2]);
        Write($"{folder}/{name}.xml", [3]);
        Write($"{folder}/data.xml", [4]);
        Write($"{folder}/Slipway.AspNetCore.dll", [5]);
        Write($"{folder}/System.Runtime.dll", [6]);
        Write($"{folder}/libcoreclr.so", Program());
        Write($"{folder}/createdump", Program());
        Write($"{folder}/SkiaSharp.dll", [7]);
        Write($"{folder}/libSkiaSharp.so", Program());
        Write($"{folder}/de/SkiaSharp.resources.dll", [8]);
        // Called as a file of a package is, and none of it.
        Write($"{folder}/wwwroot/SkiaSharp.dll", [9]);
        Write(
            $"{folder}/{name}.deps.json",
            System.Text.Encoding.UTF8.GetBytes(
                $$"""
                {
                  "targets": {
                    ".NETCoreApp,Version=v10.0": {},
                    ".NETCoreApp,Version=v10.0/linux-x64": {
                      "{{name}}/1.2.0": { "dependencies": { "SkiaSharp": "4.1.0" }, "runtime": { "{{name}}.dll": {} } },
                      "{{Net}}": {
                        "runtime": { "System.Runtime.dll": { "assemblyVersion": "10.0.0.0" } },
                        "native": { "createdump": {}, "libcoreclr.so": {}, "libnotthere.so": {} }
                      },
                      "SkiaSharp/4.1.0": {
                        "runtime": { "lib/net10.0/SkiaSharp.dll": {} },
                        "native": { "runtimes/linux-x64/native/libSkiaSharp.so": {} },
                        "resources": { "lib/net10.0/de/SkiaSharp.resources.dll": { "locale": "de" } }
                      },
                      "Slipway.AspNetCore/0.1.0": { "runtime": { "Slipway.AspNetCore.dll": {} } }
                    }
                  },
                  "libraries": {
                    "{{name}}/1.2.0": { "type": "project" },
                    "{{Net}}": { "type": "runtimepack" },
                    "SkiaSharp/4.1.0": { "type": "package" },
                    "Slipway.AspNetCore/0.1.0": { "type": "project" }
                  }
                }
                """
            )
        );
        return _folder[$"{folder}/{name}"];
    }

    private static async Task<Digest> WriteAsync(LayerFiles files)
    {
        using var stream = new MemoryStream();
        var written = await LayerWriter.WriteAsync(
            files,
            DateTimeOffset.UnixEpoch,
            stream,
            CompressionLevel.Fastest,
            Token
        );
        return written.Descriptor.Digest;
    }

    private static byte[] Program()
    {
        var header = new byte[64];
        "\u007fELF"u8.CopyTo(header);
        header[18] = Amd64;
        return header;
    }

    private void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], content);
    }
}
