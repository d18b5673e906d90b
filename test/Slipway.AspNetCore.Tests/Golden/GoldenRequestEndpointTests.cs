using System.Net;
using Slipway.AspNetCore.Tests.Hosting;

namespace Slipway.AspNetCore.Tests.Golden;

/// <summary>A package's golden requests over real sockets.</summary>
public sealed class GoldenRequestEndpointTests
{
    private const string Body = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[NaN]}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("models/echo/requests")]
    [InlineData("models/echo/versions/1/requests")]
    public async Task Get_Requests_TellsTheNamesOfThoseWithAnAnswer(string path)
    {
        await using var application = await StartAsync();
        (await application.Http.GetStringAsync(path, Token)).Should().Be("""{"requests":["a b","nan"]}""");
    }

    [Fact]
    public async Task Get_OneRequest_IsAsItLiesInThePackage()
    {
        await using var application = await StartAsync();
        (await application.Http.GetStringAsync("models/echo/requests/nan", Token)).Should().Be(Body);
        (await application.Http.GetStringAsync("models/echo/requests/nan/expected", Token)).Should().Be("[NaN]");
        (await application.Http.GetStringAsync("models/echo/versions/1/requests/a%20b/expected", Token))
            .Should()
            .Be("2");
    }

    [Theory]
    [InlineData("models/echo/requests/other", "'a b', 'nan'")]
    [InlineData("models/echo/requests/example", "'a b', 'nan'")]
    [InlineData("models/echo/requests/..%2F..%2Fmodel.fake", "'a b', 'nan'")]
    [InlineData("models/other/requests", "other")]
    public async Task Get_WhatThereIsNot_SaysWhatThereIs(string path, string message)
    {
        await using var application = await StartAsync();
        using var response = await application.Http.GetAsync(path, Token);
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain(message);
    }

    [Fact]
    public async Task Get_PackageWithout_IsAnEmptyList()
    {
        await using var application = await TestApplication.StartAsync();
        (await application.Http.GetStringAsync("models/echo/requests", Token)).Should().Be("""{"requests":[]}""");
    }

    [Fact]
    public async Task Get_AnswerWithoutItsRequest_SaysWhatIsWrong()
    {
        await using var application = await TestApplication.StartAsync(files: [("requests/a.expected.json", "{}")]);
        using var response = await application.Http.GetAsync("models/echo/requests", Token);
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("requests/a.expected.json");
    }

    private static Task<TestApplication> StartAsync() =>
        TestApplication.StartAsync(
            files:
            [
                ("requests/nan.json", Body),
                ("requests/nan.expected.json", "[NaN]"),
                ("requests/a b.json", "1"),
                ("requests/a b.expected.json", "2"),
                ("requests/example.json", "{}"),
            ]
        );
}
