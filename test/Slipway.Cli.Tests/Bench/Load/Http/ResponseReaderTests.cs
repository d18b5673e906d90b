using System.Text;
using Slipway.Cli.Bench.Load.Http;
using Slipway.Cli.Tests.Bench.Fakes;

namespace Slipway.Cli.Tests.Bench.Load.Http;

public sealed class ResponseReaderTests
{
    private const string Plain = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nX: y\r\n\r\nhello";
    private const string Chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n5;a=b\r\nhello\r\n0A\r\n0123456789\r\n0\r\nT: x\r\n\r\n";

    /// <summary>A response, its status, the length of its body, whether the connection lives on.</summary>
    public static TheoryData<string, int, long, bool> Responses =>
        new()
        {
            { Plain, 200, 5, true },
            { Chunked, 200, 15, true },
            { "HTTP/1.1 204 No Content\r\n\r\n", 204, 0, true },
            { "HTTP/1.1 304 \r\nContent-Length: 7\r\n\r\n", 304, 0, true },
            { "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", 200, 0, true },
            { "HTTP/1.1 503 Busy\r\nConnection: CLOSE\r\nContent-Length: 2\r\n\r\nno", 503, 2, false },
            { "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, 2, false },
            { "HTTP/1.1 200 OK\r\n\r\nuntil the end", 200, 13, false },
            { "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 x\r\nLink: y\r\n\r\n" + Plain, 200, 5, true },
        };

    [Theory]
    [MemberData(nameof(Responses))]
    public async Task Read_CutAnywhere_IsTheSame(string text, int status, long length, bool keepsAlive)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var cut = 1; cut <= bytes.Length; cut++)
        {
            await using var stream = new CutStream(bytes, cut);
            var reader = new ResponseReader(stream);

            var head = await reader.ReadAsync();

            (head.Status, reader.BodyLength, head.KeepsAlive)
                .Should()
                .Be((status, length, keepsAlive), "cut at {0}", cut);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Read_OneAfterAnother_EachEndsWhereItEnds(int cut)
    {
        await using var stream = new CutStream(Encoding.ASCII.GetBytes(Chunked), cut, Encoding.ASCII.GetBytes(Plain));
        var reader = new ResponseReader(stream);

        await reader.ReadAsync();
        stream.Continue();
        await reader.ReadAsync();

        reader.BodyLength.Should().Be(5);
    }

    [Fact]
    public async Task Read_LargeBody_IsCountedAndNotKept()
    {
        const int Length = 5_000_000;
        var body = new byte[Length];
        byte[] head = [.. "HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n"u8];
        await using var stream = new CutStream([.. head, .. body], 10_000);
        var reader = new ResponseReader(stream);

        await reader.ReadAsync();

        reader.BodyLength.Should().Be(Length);
        reader.Message.Should().BeEmpty();
    }

    [Fact]
    public async Task Read_Error_KeepsTheBeginningOfItsBody()
    {
        var text = $"HTTP/1.1 500 Oh\r\nContent-Length: 10000\r\n\r\nthe disk is full{new string('.', 9984)}";
        await using var stream = new CutStream(Encoding.ASCII.GetBytes(text), 13);
        var reader = new ResponseReader(stream);

        await reader.ReadAsync();

        reader.Message.Should().StartWith("the disk is full...").And.HaveLength(300);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2p1 Debian\r\n\r\n", "no HTTP/1.1 status line")]
    [InlineData("HTTP/2 200\r\n\r\n", "no HTTP/1.1 status line")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n", "no HTTP/1.1 status line")]
    [InlineData("HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", "no header")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "Content-Length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "Content-Length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "two lengths")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab", "more follows")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "no size")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n", "no size")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n", "does not end where")]
    public async Task Read_NoResponse_SaysWhatIsWrong(string text, string part)
    {
        await using var stream = new CutStream(Encoding.ASCII.GetBytes(text), text.Length);

        var act = async () => await new ResponseReader(stream).ReadAsync();

        await act.Should().ThrowAsync<MalformedResponseException>().WithMessage($"*{part}*");
    }

    [Fact]
    public async Task Read_HeadWithoutEnd_IsBounded()
    {
        var text = "HTTP/1.1 200 OK\r\nX: " + new string('x', 100_000);
        await using var stream = new CutStream(Encoding.ASCII.GetBytes(text), 1000);

        var act = async () => await new ResponseReader(stream).ReadAsync();

        await act.Should().ThrowAsync<MalformedResponseException>().WithMessage("*longer than*");
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n")]
    public async Task Read_ConnectionThatEnds_IsNoResponse(string text)
    {
        await using var stream = new CutStream(Encoding.ASCII.GetBytes(text), 1000);

        var act = async () => await new ResponseReader(stream).ReadAsync();

        await act.Should().ThrowAsync<EndOfStreamException>();
    }
}
