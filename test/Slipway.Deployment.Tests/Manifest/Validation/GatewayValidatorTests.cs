using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Tests.Manifest.Validation;

public sealed class GatewayValidatorTests
{
    [Theory]
    [InlineData("host: example.org", "host: 'example.org' is no address of this machine*")]
    [InlineData("port: 65536", "port: must be from 0 to 65535, not 65536")]
    [InlineData("grpc_port: -1", "grpc_port: must be from 0 to 65535, not -1")]
    [InlineData("grpc_port: 8080", "grpc_port: REST has port 8080 already*")]
    [InlineData("max_concurrency: 0", "max_concurrency: must be from 1*")]
    [InlineData("max_request_bytes: 0", "max_request_bytes: must be from 1*")]
    [InlineData("tls: { certificate: x.pem, key: f.pem }", "tls.certificate: there is no file x.pem*")]
    [InlineData("auth: true", "auth: nothing says who may call*")]
    [InlineData("auth: { keys_file: keys }", "auth.keys_file: there is no file keys*")]
    [InlineData("auth: { jwt: { audience: a } }", "auth.jwt: 'authority' is missing*")]
    [InlineData("auth: { jwt: { authority: 'https://i.example' } }", "auth.jwt: 'audience' is missing*")]
    [InlineData("auth: { jwt: { audience: a, authority: 'http://i.example' } }", "auth.jwt.authority: *https*")]
    public void Read_AGatewayWithAMistake_NamesTheValueAndTheRemedy(string gateway, string expected) =>
        ManifestFolder
            .Problems($"services: {{ a: {{ model: m.onnx }} }}\ngateway: {{ {gateway} }}")
            .Should()
            .ContainSingle()
            .Which.Should()
            .Match($"2:* gateway.{expected}");

    [Fact]
    public void Read_AGatewayWithEverything_HasAbsolutePaths()
    {
        using var folder = new ManifestFolder(
            """
            services: { a: { model: m.onnx } }
            gateway:
              host: "*"
              port: 0
              grpc_port: 0
              tls: { certificate: f.pem, key: f.pem }
              auth: { keys_file: f.pem, jwt: { authority: "http://127.0.0.1:1", audience: a } }
            """
        );

        var gateway = folder.Read().Manifest!.Gateway;

        var file = Path.Combine(folder.Path, "f.pem");
        (gateway.Tls!.Certificate, gateway.Tls.Key, gateway.Auth!.KeysFile).Should().Be((file, file, file));
    }

    [Fact]
    public void Read_WithPorts_TellsOfThoseInUseTogetherWithTheRest()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var yaml = $"services: {{ a: {{ model: none }} }}\ngateway: {{ port: {port}, grpc_port: 0 }}";

        ManifestFolder
            .Problems(yaml, new ManifestOptions { ChecksPorts = true })
            .Should()
            .SatisfyRespectively(
                first => first.Should().StartWith("1:25 services.a.model: there is no model"),
                second => second.Should().StartWith($"2:18 gateway.port: port {port} of 127.0.0.1 is in use")
            );
        listener.Stop();
        ManifestFolder.Problems(yaml, new ManifestOptions { ChecksPorts = true }).Should().ContainSingle();
    }

    [Fact]
    public void Read_WithAPortOfAnotherGatewayOfTheSameUser_SaysSo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Ports are shared on Linux only.");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        // SOL_SOCKET, SO_REUSEPORT: as a gateway has it for its successor.
        listener.Server.SetRawSocketOption(1, 15, [1, 0, 0, 0]);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        ManifestFolder
            .Problems(
                $"services: {{ a: {{ image: x/y:1 }} }}\ntarget: container\ngateway: {{ port: {port}, grpc_port: 0 }}",
                new ManifestOptions { ChecksPorts = true }
            )
            .Should()
            .ContainSingle()
            .Which.Should()
            .Contain($"port {port} of 127.0.0.1 is in use");
    }

    [Fact]
    public void Read_WithPortsOfAnAddressThatIsElsewhere_SaysSo() =>
        ManifestFolder
            .Problems(
                "services: { a: { model: m.onnx } }\ngateway: { host: 192.0.2.1, grpc_port: 0 }",
                new ManifestOptions { ChecksPorts = true }
            )
            .Should()
            .ContainSingle()
            .Which.Should()
            .Contain("192.0.2.1 is no address of this machine");
}
