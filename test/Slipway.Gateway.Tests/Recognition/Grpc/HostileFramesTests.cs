using System.IO.Compression;
using System.Net;
using Google.Protobuf;
using Slipway.Gateway.Tests.TestKit;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Gateway.Tests.Recognition.Grpc;

public sealed class HostileFramesTests
{
    private const string Infer = "/inference.GRPCInferenceService/ModelInfer";
    private const string InvalidArgument = "3";
    private const string ResourceExhausted = "8";
    private const string Unimplemented = "12";

    [Theory]
    [InlineData("", InvalidArgument)]
    [InlineData("0000", InvalidArgument)]
    [InlineData("0000000005", InvalidArgument)]
    [InlineData("00000000050a036e65", InvalidArgument)]
    [InlineData("0000000000", InvalidArgument)]
    [InlineData("0200000000", InvalidArgument)]
    [InlineData("00ffffffff0a036e6572", ResourceExhausted)]
    [InlineData("00000000020a80", InvalidArgument)]
    [InlineData("00000000040a02c328", InvalidArgument)]
    [InlineData("01000000050a036e6572", Unimplemented)]
    public async Task Call_FrameThatIsNone_IsRefused(string hex, string status)
    {
        await using var ner = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, ner)));
        using var content = new ByteArrayContent(Convert.FromHexString(hex));

        using var response = await GrpcFrames.SendAsync(gateway.GrpcAddress, Infer, content);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Status().Should().Be(status);
        response.Header("grpc-message").Should().NotBeEmpty();
        ner.Requests.Should().Be(0);
    }

    [Fact]
    public async Task Call_NameBehindTooMuch_IsRefused()
    {
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner"));
        byte[] message =
        [
            .. new ModelInferRequest { RawInputContents = { ByteString.CopyFrom(new byte[200_000]) } }.ToByteArray(),
            .. new ModelInferRequest { ModelName = "ner" }.ToByteArray(),
        ];
        using var content = new ByteArrayContent(GrpcFrames.Frame(message));

        using var response = await GrpcFrames.SendAsync(gateway.GrpcAddress, Infer, content);

        response.Status().Should().Be(InvalidArgument);
        response.Header("grpc-message").Should().Contain("write it first");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Call_CompressedGarbage_IsRefused(string encoding)
    {
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner"));
        using var content = new ByteArrayContent(GrpcFrames.Frame(new byte[100], compressed: true));

        using var response = await GrpcFrames.SendAsync(
            gateway.GrpcAddress,
            Infer,
            content,
            $"grpc-encoding: {encoding}"
        );

        response.Status().Should().Be(InvalidArgument);
    }

    [Fact]
    public async Task Call_BombWithoutAName_IsNotInflatedWhole()
    {
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner"));
        using var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.Optimal, leaveOpen: true))
        {
            // One field of 100 MB that is not the name.
            await gzip.WriteAsync(new byte[] { 0x3a, 0x80, 0xc2, 0xd7, 0x2f }, TestContext.Current.CancellationToken);
            for (var i = 0; i < 100; i++)
            {
                await gzip.WriteAsync(new byte[1_000_000], TestContext.Current.CancellationToken);
            }
        }

        using var content = new ByteArrayContent(GrpcFrames.Frame(bomb.ToArray(), compressed: true));
        var before = GC.GetTotalAllocatedBytes();

        using var response = await GrpcFrames.SendAsync(gateway.GrpcAddress, Infer, content, "grpc-encoding: gzip");

        response.Status().Should().Be(InvalidArgument);
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(50_000_000);
    }

    [Fact]
    public async Task Call_ByteByByte_IsAnswered()
    {
        await using var ner = await FakeReplica.StartAsync(
            "ner-1-1",
            GrpcFrames.Answer(new ModelInferResponse { ModelName = "ner" })
        );
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, ner)));
        using var content = new DrippingContent(
            GrpcFrames.Frame(new ModelInferRequest { Id = new string('i', 500), ModelName = "ner" }.ToByteArray())
        );

        using var response = await GrpcFrames.SendAsync(gateway.GrpcAddress, Infer, content);
        await response.TextAsync();

        response.Status().Should().Be("0");
    }

    private sealed class DrippingContent(byte[] bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            foreach (var one in bytes)
            {
                await stream.WriteAsync(new[] { one });
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
