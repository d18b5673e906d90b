using Slipway.Cli.Bench.Requests;

namespace Slipway.Cli.Tests.Bench.Requests;

public sealed class BenchTargetTests
{
    [Theory]
    [InlineData("http://h:8080", null, null, "http://h:8080/", BenchProtocol.Rest, null, null)]
    [InlineData(
        "http://h:8080",
        BenchProtocol.RestBinary,
        "iris",
        "http://h:8080/",
        BenchProtocol.RestBinary,
        "iris",
        null
    )]
    [InlineData("grpc://h", null, "iris:3", "grpc://h/", BenchProtocol.Grpc, "iris", 3L)]
    [InlineData("http://h:8081", BenchProtocol.Grpc, "a:b", "grpc://h:8081/", BenchProtocol.Grpc, "a:b", null)]
    [InlineData("https://h/v2/models/m/versions/2", null, null, "https://h/", BenchProtocol.Rest, "m", 2L)]
    public void Parse_Url_GivesServerProtocolAndModel(
        string url,
        object? protocol,
        string? model,
        string address,
        object expectedProtocol,
        string? expectedModel,
        long? version
    )
    {
        var target = BenchTarget.Parse(url, (BenchProtocol?)protocol, model);

        target
            .Should()
            .Be(
                new BenchTarget(new Uri(url), new Uri(address), (BenchProtocol)expectedProtocol, expectedModel, version)
            );
    }

    [Theory]
    [InlineData("grpc://h", "http://h:8081/a?b=c")]
    [InlineData("grpcs://h:9", "https://h:9/a?b=c")]
    [InlineData("https://h/x", "https://h/a?b=c")]
    public void Http_Path_GoesToTheServersPort(string url, string expected)
    {
        BenchTarget.Parse(url, null, null).Http("/a?b=c").Should().Be(new Uri(expected));
    }

    [Fact]
    public void Parse_WrongOnes_SayWhatToDo()
    {
        var path = () => BenchTarget.Parse("models/iris", null, null);
        var mixed = () => BenchTarget.Parse("grpc://h", BenchProtocol.Rest, null);
        var scheme = () => BenchTarget.Parse("ftp://h", null, null);

        path.Should().Throw<CliException>().WithMessage("*slipway serve*");
        mixed.Should().Throw<CliException>().WithMessage("*port of its own*");
        scheme.Should().Throw<CliException>().WithMessage("*grpc://*");
    }
}
