using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Images.Services;
using Slipway.Oci.Layers;

namespace Slipway.Oci.Tests.Images.Services;

public sealed class ServerFilesTests : IDisposable
{
    private const byte Amd64 = 62;
    private const byte Arm64 = 183;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Amd64, "linux/amd64")]
    [InlineData(Arm64, "linux/arm64")]
    public void Open_Program_SaysWhatItRunsOn(byte machine, string platform)
    {
        Write("Slipway.Server", Program(machine));

        ServerFiles.Open(_folder.Root).Platform.Should().Be(Platform.Parse(platform));
    }

    [Fact]
    public void Layers_SplitEnginesFromTheServer_AndLeaveImportersOut()
    {
        Write("Slipway.Server", Program(Amd64));
        Write("libonnxruntime.so", [1]);
        Write("libSkiaSharp.so", [2]);
        Write("appsettings.json", [3]);
        Write("Slipway.Server.pdb", [4]);
        Write("importers/Slipway.Importers.dll", [5]);

        var server = ServerFiles.Open(_folder.Root);

        server.Runtime().Entries.Keys.Should().Equal("slipway", "slipway/libSkiaSharp.so", "slipway/libonnxruntime.so");
        server.Server().Entries.Keys.Should().Equal("slipway", "slipway/Slipway.Server", "slipway/appsettings.json");
        server.Server().Entries["slipway/Slipway.Server"].Mode.Should().Be(LayerFiles.Program);
        server.Server().Entries["slipway/appsettings.json"].Mode.Should().Be(LayerFiles.PlainFile);
    }

    [Fact]
    public void Key_FileThatIsWrittenAgain_IsAnother()
    {
        Write("Slipway.Server", Program(Amd64));
        var before = ServerFiles.Open(_folder.Root).Key;
        ServerFiles.Open(_folder.Root).Key.Should().Be(before);

        File.SetLastWriteTimeUtc(_folder["Slipway.Server"], DateTime.UnixEpoch);

        ServerFiles.Open(_folder.Root).Key.Should().NotBe(before);
    }

    [Fact]
    public void Open_NoServer_SaysWhatMakesOne()
    {
        var open = () => ServerFiles.Open(_folder.Root);
        open.Should().Throw<ServingException>().Which.Message.Should().Contain("dotnet publish");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public void Open_OtherProcessor_IsRefused(byte machine)
    {
        Write("Slipway.Server", Program(machine));
        var open = () => ServerFiles.Open(_folder.Root);
        open.Should().Throw<ServingException>().Which.Reason.Should().Be("no-server");
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!/bin/sh\necho no program of its own\n")]
    public void Open_NoProgram_IsRefused(string content)
    {
        Write("Slipway.Server", System.Text.Encoding.UTF8.GetBytes(content));
        var open = () => ServerFiles.Open(_folder.Root);
        open.Should().Throw<ServingException>().Which.Reason.Should().Be("no-server");
    }

    private static byte[] Program(byte machine)
    {
        var header = new byte[64];
        "\u007fELF"u8.CopyTo(header);
        header[18] = machine;
        return header;
    }

    private void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], content);
    }
}
