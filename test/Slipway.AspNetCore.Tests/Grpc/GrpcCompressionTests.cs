using System.IO.Compression;
using Google.Protobuf;
using Grpc.Core;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using static Slipway.AspNetCore.Tests.Grpc.GrpcTestServer;

namespace Slipway.AspNetCore.Tests.Grpc;

public sealed class GrpcCompressionTests
{
    [Fact]
    public async Task Call_CompressedByTheClient_IsAnswered()
    {
        await using var server = await StartAsync(Echo);
        var headers = new Metadata { { "grpc-internal-encoding-request", "gzip" } };

        var answer = await server.CallAsync(Request(new byte[100_000]), headers);

        answer.RawOutputContents[0].Length.Should().Be(100_000);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Call_WithCompressedMessage_IsAnswered(string encoding)
    {
        await using var server = await StartAsync(Echo);
        var message = Compress(Request([9, 8, 7]).ToByteArray(), encoding);

        using var response = await server.PostAsync(Frame(message, 1), headers: [("grpc-encoding", encoding)]);

        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Trailer(response, "grpc-status").Should().Be("0");
        var answer = ModelInferResponse.Parser.ParseFrom(body.AsSpan(5));
        answer.RawOutputContents[0].ToByteArray().Should().Equal(9, 8, 7);
    }

    [Fact]
    public async Task Call_WithDecompressionBomb_IsResourceExhausted()
    {
        await using var server = await StartAsync(Echo, GrpcDecoderLimits.Default with { MaxMessageBytes = 1 << 20 });
        var message = Compress(Request(new byte[50 << 20]).ToByteArray(), "gzip");
        message.Length.Should().BeLessThan(1 << 20);

        using var response = await server.PostAsync(Frame(message, 1), headers: [("grpc-encoding", "gzip")]);

        Header(response, "grpc-status").Should().Be("8");
    }

    [Fact]
    public async Task Call_WithDamagedCompression_IsInvalidArgument()
    {
        await using var server = await StartAsync(Echo);
        var message = Compress(Request(new byte[10_000]).ToByteArray(), "gzip");

        foreach (var damaged in new[] { message[..^10], [1, 2, 3, 4], [.. message.AsSpan(0, 15), 0xFF, 0xFF, 0xFF] })
        {
            using var response = await server.PostAsync(Frame(damaged, 1), headers: [("grpc-encoding", "gzip")]);

            Header(response, "grpc-status").Should().Be("3");
        }
    }

    [Fact]
    public async Task Call_WithUnknownCompression_NamesTheKnownOnes()
    {
        await using var server = await StartAsync(Echo);

        using var response = await server.PostAsync(Frame([1, 2], 1), headers: [("grpc-encoding", "snappy")]);

        Header(response, "grpc-status").Should().Be("12");
        Header(response, "grpc-accept-encoding").Should().Be("identity,gzip,deflate");
    }

    [Fact]
    public async Task Call_MarkedCompressedWithoutEncoding_IsInternal()
    {
        await using var server = await StartAsync(Echo);

        using var response = await server.PostAsync(Frame([1, 2], 1));

        Header(response, "grpc-status").Should().Be("13");
    }

    private static byte[] Compress(byte[] message, string encoding)
    {
        var result = new MemoryStream();
        using (
            Stream stream =
                encoding == "gzip"
                    ? new GZipStream(result, CompressionLevel.Fastest)
                    : new ZLibStream(result, CompressionLevel.Fastest)
        )
        {
            stream.Write(message);
        }

        return result.ToArray();
    }
}
