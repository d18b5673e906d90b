using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Pipelines;

public sealed class TypedEndpointTests
{
    private const string Answer = """
        {"text":"Tim Cook spoke.","topic":"filing","entities":[{"type":"PER","text":"Tim Cook"}],"relations":["works_for"]}
        """;

    private const string Echo = """{"nodes":{"root":{"steps":[{"service":"a"}]}}}""";

    [Fact]
    public async Task Document_OneObject_IsOneDocument()
    {
        await using var fleet = await PipelineFleet.NewsroomAsync();
        using var response = await fleet.Gateway.PostAsync("/models/extract", """{"text":"Tim Cook spoke."}""");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        (await response.TextAsync()).Should().Be(Answer);
        response
            .Header("Server-Timing")
            .Should()
            .MatchRegex(@"^(ner|topic);dur=[\d.]+, (ner|topic);dur=[\d.]+, read;dur=[\d.]+, facts;dur=[\d.]+$");
        response.Header("Slipway-Failed-Steps").Should().BeNull();
    }

    [Theory]
    [InlineData("text/plain", "Tim Cook spoke.", Answer)]
    [InlineData("text/plain; charset=utf-8", "Tim Cook spoke.", Answer)]
    [InlineData("application/json", "\"Tim Cook spoke.\"", Answer)]
    [InlineData("application/x-www-form-urlencoded", """{"text":"Tim Cook spoke."}""", Answer)]
    [InlineData("application/json", """[ {"text":"Tim Cook spoke."},"Tim Cook spoke." ]""", $"[{Answer},{Answer}]")]
    [InlineData("application/json", "[]", "[]")]
    [InlineData(
        "application/jsonl",
        "{\"text\":\"Tim Cook spoke.\"}\n\n \r\n\"Tim Cook spoke.\"",
        $"{Answer}\n{Answer}\n"
    )]
    [InlineData("application/x-ndjson", "", "")]
    public async Task Document_EveryForm_IsAnsweredInKind(string type, string body, string expected)
    {
        await using var fleet = await PipelineFleet.NewsroomAsync();
        using var response = await SendAsync(fleet, "extract", body, type);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.TextAsync()).Should().Be(expected);
    }

    [Theory]
    [InlineData("application/json", "{", 400, "The body is not JSON")]
    [InlineData("application/json", "", 400, "The body is not JSON")]
    [InlineData("application/json", "[1]", 400, "the request is of type object, not number")]
    [InlineData("application/json", """{"text":1}""", 400, "'text' is of type string, not number")]
    [InlineData("application/json", """{"text":"a","text":"b"}""", 400, "The body is not JSON")]
    [InlineData("application/json", """["a",{"n":1}]""", 400, "Document 1: The request is not what")]
    [InlineData("text/csv", "text", 415, "takes application/json, application/jsonl and text/plain, not 'text/csv'")]
    public async Task Document_Wrong_IsRefused(string type, string body, int status, string message)
    {
        await using var fleet = await PipelineFleet.NewsroomAsync();
        using var response = await SendAsync(fleet, "extract", body, type);
        ((int)response.StatusCode).Should().Be(status);
        (await response.TextAsync()).Should().StartWith("{\"error\":").And.Contain(message);
    }

    [Fact]
    public async Task Text_OfAPipelineThatTakesMore_IsRefused()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        using var response = await SendAsync(fleet, "p", "hello", "text/plain");
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.TextAsync()).Should().Contain("send JSON");
    }

    [Fact]
    public async Task Text_ThatIsNotUtf8_IsRefused()
    {
        await using var fleet = await PipelineFleet.NewsroomAsync();
        using var content = new ByteArrayContent([0xff, 0xfe]);
        content.Headers.TryAddWithoutValidation("Content-Type", "text/plain");
        using var response = await fleet.Gateway.Http.PostAsync(
            new Uri("/models/extract", UriKind.Relative),
            content,
            TestContext.Current.CancellationToken
        );
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.TextAsync()).Should().Contain("not UTF-8");
    }

    [Fact]
    public async Task Lines_OneIsWrong_TheOthersAreAnsweredInTheirOrder()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        var lines = Enumerable
            .Range(0, 50)
            .Select(i =>
                i == 20 ? "nonsense"
                : i == 30 ? "7"
                : $$"""{"i":{{i}}}"""
            );
        using var response = await SendAsync(fleet, "p", string.Join('\n', lines), "application/jsonl");
        var answers = (await response.TextAsync()).TrimEnd('\n').Split('\n');
        answers.Should().HaveCount(50);
        answers[20].Should().StartWith("""{"error":"The line is not JSON""");
        answers[30].Should().Contain("of type object, not number");
        answers.Where((_, i) => i is not (20 or 30)).Should().Equal(lines.Where((_, i) => i is not (20 or 30)));
    }

    [Fact]
    public async Task Lines_AnAnswerWithBreaks_StaysOnOneLine()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        fleet["a"].Answer = PipelineFleet.Json("{\r\n\"x\": \"a\\nb\"\n}");
        using var response = await SendAsync(fleet, "p", "{}", "application/jsonl");
        (await response.TextAsync()).Should().Be("{  \"x\": \"a\\nb\" }\n");
    }

    [Fact]
    public async Task List_ManyDocuments_AreWorkedOnAFewAtATime()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        var (now, most) = (0, 0);
        var eight = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fleet["a"].Answer = async context =>
        {
            var here = Interlocked.Increment(ref now);
            InterlockedMax(ref most, here);
            if (here == 8)
                eight.TrySetResult();
            // The first ones wait for each other: they are there at the same time.
            await eight.Task;
            context.Response.ContentType = "application/json";
            await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
            Interlocked.Decrement(ref now);
        };
        var list = $"[{string.Join(',', Enumerable.Range(0, 40).Select(i => $$"""{"i":{{i}}}"""))}]";
        using var response = await SendAsync(fleet, "p", list, "application/json");
        (await response.TextAsync()).Should().Be(list);
        most.Should().Be(8);
    }

    [Fact]
    public async Task List_OneFails_NoneIsAnswered()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        fleet["a"].Answer = async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            context.Response.StatusCode = body.Contains('3', StringComparison.Ordinal) ? 400 : 200;
            await context.Response.WriteAsync(context.Response.StatusCode == 200 ? body : """{"error":"Not that."}""");
        };
        using var response = await SendAsync(fleet, "p", """[{"i":1},{"i":2},{"i":3},{"i":4}]""", "application/json");
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.TextAsync()).Should().Be("""{"error":"Document 2: Pipeline 'p', step 'a': Not that."}""");
    }

    [Fact]
    public async Task SoftStep_Fails_ItIsNamedInAHeader()
    {
        await using var fleet = await PipelineFleet.NewsroomAsync();
        fleet["topic"].Answer = PipelineFleet.Json("""{"error":"No."}""", 500);
        using var response = await fleet.Gateway.PostAsync("/models/extract", """{"text":"Tim Cook spoke."}""");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.TextAsync()).Should().Be(Answer.Replace("\"filing\"", "null", StringComparison.Ordinal));
        response.Header("Slipway-Failed-Steps").Should().Be("topic");
        response.Header("Server-Timing").Should().MatchRegex(@"topic;dur=[\d.]+;desc=failed");
    }

    [Theory]
    [InlineData(500, 502)]
    [InlineData(503, 503)]
    [InlineData(504, 504)]
    [InlineData(400, 400)]
    public async Task Step_Fails_TheStatusIsPassedOnSensibly(int status, int expected)
    {
        await using var fleet = await PipelineFleet.NewsroomAsync();
        fleet["ner"].Answer = PipelineFleet.Json("""{"error":"No."}""", status);
        using var response = await fleet.Gateway.PostAsync("/models/extract", """{"text":"Tim Cook spoke."}""");
        ((int)response.StatusCode).Should().Be(expected);
        (await response.TextAsync()).Should().Be("""{"error":"Pipeline 'extract', step 'ner': No."}""");
        (response.Headers.RetryAfter is not null).Should().Be(expected == 503);
    }

    [Fact]
    public async Task Step_NoReplica_Is503()
    {
        await using var fleet = await PipelineFleet.NewsroomAsync();
        await fleet.Gateway.ApplyAsync(
            new()
            {
                Generation = 2,
                Services = [Tables.Service("ner"), Tables.Service("topic"), Tables.Service("facts")],
                Pipelines = [PipelineFleet.Route("extract", PipelineFleet.Newsroom)],
            }
        );
        using var response = await fleet.Gateway.PostAsync("/models/extract", """{"text":"Tim Cook spoke."}""");
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await response.TextAsync()).Should().Contain("step 'ner'").And.Contain("slipway status ner");
    }

    [Fact]
    public async Task Time_OfTheCaller_ReachesTheModel()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        fleet["a"].Answer = async context =>
        {
            await context.Response.WriteAsync($"\"{context.Request.Headers["x-request-timeout-ms"]}\"");
        };
        using var response = await fleet.Gateway.SendAsync(
            fleet.Gateway.Http,
            HttpMethod.Post,
            "/models/p",
            "{}",
            "x-request-timeout-ms: 20000"
        );
        int.Parse((await response.TextAsync()).Trim('"')).Should().BeInRange(1, 20_000);

        using var wrong = await fleet.Gateway.SendAsync(
            fleet.Gateway.Http,
            HttpMethod.Post,
            "/models/p",
            "{}",
            "x-request-timeout-ms: soon"
        );
        wrong.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Time_IsOver_Is504AndTheModelIsCancelled()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        var cancelled = new TaskCompletionSource();
        fleet["a"].Answer = async context =>
        {
            context.RequestAborted.Register(cancelled.SetResult);
            await cancelled.Task;
        };
        using var response = await fleet.Gateway.SendAsync(
            fleet.Gateway.Http,
            HttpMethod.Post,
            "/models/p",
            "{}",
            "x-request-timeout-ms: 200"
        );
        response.StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Caller_Goes_TheModelIsCancelled()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        using var caller = new CancellationTokenSource();
        var cancelled = new TaskCompletionSource();
        fleet["a"].Answer = async context =>
        {
            context.RequestAborted.Register(cancelled.SetResult);
            await caller.CancelAsync();
            await cancelled.Task;
        };
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        var post = () => fleet.Gateway.Http.PostAsync(new Uri("/models/p", UriKind.Relative), content, caller.Token);
        await post.Should().ThrowAsync<OperationCanceledException>();
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Headers_OfTheCaller_ReachTheModelSaveThoseOfItsOwnRequest()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        IHeaderDictionary? seen = null;
        fleet["a"].Answer = async context =>
        {
            seen = new HeaderDictionary(context.Request.Headers.ToDictionary());
            await context.Response.WriteAsync("{}");
        };
        using var response = await fleet.Gateway.SendAsync(
            fleet.Gateway.Http,
            HttpMethod.Post,
            "/models/p",
            """{"long":"body"}""",
            "X-User: 7",
            "Authorization: Bearer secret",
            "X-Api-Key: secret",
            "X-Forwarded-For: 1.2.3.4",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Port: 443",
            "Connection: X-Hop, X-Forwarded-For",
            "X-Hop: 1",
            "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        );
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        seen!["X-User"].Should().Equal("7");
        seen.Authorization.Should().BeEmpty();
        seen["X-Api-Key"].Should().BeEmpty();
        seen["X-Hop"].Should().BeEmpty();
        seen["X-Forwarded-For"].Should().Equal("127.0.0.1");
        seen["X-Forwarded-Proto"].Should().Equal("http");
        seen["X-Forwarded-Host"].Should().Equal(new Uri(fleet.Gateway.HttpAddress).Authority);
        seen["X-Forwarded-Port"].Should().BeEmpty();
        seen.TraceParent.ToString().Should().StartWith("00-0af7651916cd43dd8448eb211c80319c-");
        seen.ContentLength.Should().Be(15);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Body_Compressed_IsRead(string coding)
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        using var packed = new MemoryStream();
        await using (
            Stream packer =
                coding == "gzip"
                    ? new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)
                    : new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true)
        )
        {
            await packer.WriteAsync("""{"x":1}"""u8.ToArray(), TestContext.Current.CancellationToken);
        }

        using var response = await SendPackedAsync(fleet, packed.ToArray(), coding);
        (await response.TextAsync()).Should().Be("""{"x":1}""");
    }

    [Theory]
    [InlineData("gzip", 400, "cannot be decompressed")]
    [InlineData("br", 415, "'br' is not supported")]
    public async Task Body_NotAsItsCodingSays_IsRefused(string coding, int status, string message)
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        using var response = await SendPackedAsync(fleet, "{}"u8.ToArray(), coding);
        ((int)response.StatusCode).Should().Be(status);
        (await response.TextAsync()).Should().Contain(message);
    }

    /// <summary>Little on the wire, more than is taken when it is undone.</summary>
    [Fact]
    public async Task Body_Bomb_Is413()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        using var packed = new MemoryStream();
        await using (var packer = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 65; i++)
            {
                await packer.WriteAsync(zeros, TestContext.Current.CancellationToken);
            }
        }

        using var response = await SendPackedAsync(fleet, packed.ToArray(), "gzip");
        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Pipeline_AsksAPipeline_IsOne()
    {
        const string outer = """
            {"nodes":{"root":{"steps":[{"service":"inner","input":{"in":"$request.x"}}]}},"output":{"out":"$steps.inner"}}
            """;
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("outer", outer), ("inner", Echo));
        using var response = await fleet.Gateway.PostAsync("/models/outer", """{"x":1}""");
        (await response.TextAsync()).Should().Be("""{"out":{"in":1}}""");

        fleet["a"].Answer = PipelineFleet.Json("""{"error":"No."}""", 400);
        using var refused = await fleet.Gateway.PostAsync("/models/outer", """{"x":1}""");
        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await refused.TextAsync())
            .Should()
            .Be("""{"error":"Pipeline 'outer', step 'inner': Pipeline 'inner', step 'a': No."}""");
    }

    [Fact]
    public async Task Pipeline_AsksItselfByATableThatNobodyChecked_EndsAllTheSame()
    {
        await using var fleet = await PipelineFleet.StartAsync(
            [],
            ("p", """{"nodes":{"root":{"steps":[{"service":"p"}]}}}""")
        );
        using var response = await fleet.Gateway.PostAsync("/models/p");
        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        (await response.TextAsync()).Should().Contain("over 8 deep");
    }

    [Fact]
    public async Task Pipeline_ThatCannotBeRun_SaysWhyAndHurtsNoOther()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo), ("broken", """{"nodes":{}}"""));
        using var response = await fleet.Gateway.PostAsync("/models/broken");
        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await response.TextAsync()).Should().Contain("there is no node 'root'");
        using var other = await fleet.Gateway.PostAsync("/models/p");
        other.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Traffic_OfSteps_CountsAsTheirServices()
    {
        await using var fleet = await PipelineFleet.NewsroomAsync();
        for (var i = 0; i < 3; i++)
        {
            using var response = await fleet.Gateway.PostAsync("/models/extract", """{"text":"a"}""");
        }

        foreach (var service in new[] { "ner", "topic", "facts" })
        {
            (await fleet.Gateway.TrafficAsync(service)).Revisions.Single().Requests.Should().Be(3);
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref most)))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(
        PipelineFleet fleet,
        string pipeline,
        string body,
        string type
    )
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await fleet.Gateway.Http.PostAsync(
            new Uri($"/models/{pipeline}", UriKind.Relative),
            content,
            TestContext.Current.CancellationToken
        );
    }

    private static async Task<HttpResponseMessage> SendPackedAsync(PipelineFleet fleet, byte[] body, string coding)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentEncoding.Add(coding);
        return await fleet.Gateway.Http.PostAsync(
            new Uri("/models/p", UriKind.Relative),
            content,
            TestContext.Current.CancellationToken
        );
    }
}
