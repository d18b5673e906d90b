using System.Security.Cryptography;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Sources;

/// <summary>Signatures that are asked for where nothing could be checked are refused, before anything is served.</summary>
public sealed class SignatureRequirementTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("none.pub", "oci://registry.example/iris:1", "none.pub")]
    [InlineData("ours.key", "oci://registry.example/iris:1", "holds a private key")]
    [InlineData("ours.pub", "https://models.example/iris.onnx", "is elsewhere")]
    [InlineData("ours.pub", "FOLDER", "about models of registries")]
    public async Task Serve_RequirementThatChecksNothing_IsRefused(string key, string place, string message)
    {
        _folder.Write("models/adding/1/model.onnx", AddingModel.Create(1));
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _folder.Write("ours.key", pair.ExportPkcs8PrivateKeyPem());
        _folder.Write("ours.pub", pair.ExportSubjectPublicKeyInfoPem());

        await using var server = ServerProcess.Launch(
            [place.Replace("FOLDER", _folder["models"], StringComparison.Ordinal)],
            ["--require-signature", _folder[key]]
        );

        (await server.WaitForExitAsync()).Should().Be(2);
        server.Output.Should().Contain(message);
    }
}
