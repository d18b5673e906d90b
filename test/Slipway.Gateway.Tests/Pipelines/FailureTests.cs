using Slipway.Gateway.Calling;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;

namespace Slipway.Gateway.Tests.Pipelines;

public sealed class FailureTests
{
    private const string First = """{"nodes":{"root":{"steps":[{"service":"a"}]}}}""";
    private const string Mapped = """{"nodes":{"root":{"steps":[{"service":"a","input":{"t":"$request.x"}}]}}}""";
    private const string Fixed = """{"nodes":{"root":{"steps":[{"service":"a","input":{"t":1}}]}}}""";
    private const string Second = """{"nodes":{"root":{"steps":[{"service":"first"},{"service":"a"}]}}}""";
    private const string Soft = """
        {"nodes":{"root":{"type":"ensemble","steps":[
          {"service":"b"},
          {"service":"a","on_failure":"continue","fallback":{"label":null,"asked":"$request.x"}}]}}}
        """;

    [Theory]
    [InlineData(First, 400, 400)]
    [InlineData(First, 422, 400)]
    [InlineData(First, 413, 413)]
    [InlineData(First, 404, 502)]
    [InlineData(First, 401, 502)]
    [InlineData(First, 429, 503)]
    [InlineData(First, 500, 502)]
    [InlineData(First, 501, 502)]
    [InlineData(First, 502, 502)]
    [InlineData(First, 503, 503)]
    [InlineData(First, 504, 504)]
    [InlineData(First, 302, 502)]
    [InlineData(Mapped, 400, 400)]
    [InlineData(Fixed, 400, 502)]
    [InlineData(Second, 400, 502)]
    [InlineData(Second, 413, 502)]
    [InlineData(Second, 503, 503)]
    public async Task Step_AStatus_MeansAnotherForThePipeline(string pipeline, int status, int expected)
    {
        using var bench = new Bench();
        bench.Models.Answers("first", "{}").Answers("a", """{"error":"No."}""", status);
        var run = () => bench.RunAsync(pipeline, """{"x":1}""");
        var failure = (await run.Should().ThrowAsync<PipelineFailure>()).Which;
        failure.Status.Should().Be(expected);
        failure.Message.Should().Be("Pipeline 'p', step 'a': No.");
        failure.RetryAfter.HasValue.Should().Be(expected == 503);
    }

    [Theory]
    [InlineData("not json", "it answered with status 500.")]
    [InlineData("""{"error":7}""", "it answered with status 500.")]
    [InlineData("""{"error":"\ud800"}""", "it answered with status 500.")]
    [InlineData("", "it answered with status 500.")]
    public async Task Step_AnErrorWithoutAText_IsToldByItsStatus(string body, string expected)
    {
        using var bench = new Bench();
        bench.Models.Answers("a", body, 500);
        var run = () => bench.RunAsync("""{"nodes":{"root":{"steps":[{"service":"a","name":"n"}]}}}""");
        await run.Should().ThrowAsync<PipelineFailure>().WithMessage($"Pipeline 'p', step 'n' (model 'a'): {expected}");
    }

    [Fact]
    public async Task Step_ALongError_IsCut()
    {
        using var bench = new Bench();
        bench.Models.Answers("a", $$"""{"error":"{{new string('x', 5000)}}"}""", 500);
        var run = () => bench.RunAsync(First);
        (await run.Should().ThrowAsync<PipelineFailure>()).Which.Message.Length.Should().BeLessThan(1100);
    }

    [Fact]
    public async Task Step_TheGatewaysOwnRefusalForSize_IsNotTheCallers()
    {
        using var bench = new Bench();
        bench.Models.Answers(
            "a",
            (_, _) => Task.FromResult(new ModelAnswer { Status = 413, Failure = "The answer is over 64 MiB." })
        );
        var run = () => bench.RunAsync(First);
        (await run.Should().ThrowAsync<PipelineFailure>().WithMessage("*over 64 MiB*")).Which.Status.Should().Be(502);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("NaN")]
    public async Task Step_AnAnswerThatIsNotJson_Is502(string body)
    {
        using var bench = new Bench();
        bench.Models.Answers("a", body);
        var run = () => bench.RunAsync(First);
        (await run.Should().ThrowAsync<PipelineFailure>().WithMessage("*its answer is not JSON*"))
            .Which.Status.Should()
            .Be(502);
    }

    [Fact]
    public async Task Step_AnAnswerNestedWithoutEnd_Is502()
    {
        using var bench = new Bench();
        bench.Models.Answers("a", new string('[', 100_000));
        var run = () => bench.RunAsync(First);
        (await run.Should().ThrowAsync<PipelineFailure>()).Which.Status.Should().Be(502);
    }

    [Theory]
    [InlineData("$request.missing!", 400)]
    [InlineData("$steps.first.missing!", 502)]
    public async Task Template_WhatIsRequiredAndMissing_IsTheFaultOfWhoWasToGiveIt(string path, int expected)
    {
        using var bench = new Bench();
        bench.Models.Answers("first", "{}").Answers("a", "{}");
        var pipeline =
            $$"""{"nodes":{"root":{"steps":[{"service":"first"},{"service":"a","input":{"x":"{{path}}"} }]} } }""";
        var run = () => bench.RunAsync(pipeline);
        (
            await run.Should()
                .ThrowAsync<PipelineFailure>()
                .WithMessage($"*step 'a' needs {path}, where there is nothing.*")
        )
            .Which.Status.Should()
            .Be(expected);
    }

    [Fact]
    public async Task Template_WhatBecomesTooLarge_Is502()
    {
        using var bench = new Bench();
        bench.Models.Answers("a", "{}");
        var twice = string.Join(',', Enumerable.Repeat("\"$request\"", 70));
        var run = () =>
            bench.RunAsync(
                $$"""{"nodes":{"root":{"steps":[{"service":"a","input":[ {{twice}} ]}]} } }""",
                $$"""{"x":"{{new string('x', 1 << 20)}}"}"""
            );
        (await run.Should().ThrowAsync<PipelineFailure>().WithMessage("*over 64 MiB*")).Which.Status.Should().Be(502);
        bench.Models.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Steps_WhoseAnswersAreTooLargeTogether_Are502()
    {
        using var bench = new Bench();
        var large = new string(' ', 40 << 20) + "1";
        bench.Models.Answers("a", large);
        var steps = string.Join(
            ',',
            Enumerable.Range(0, 7).Select(i => $$"""{"service":"a","name":"s{{i}}","input":{} }""")
        );
        var run = () => bench.RunAsync($$"""{"nodes":{"root":{"steps":[ {{steps}} ]} } }""");
        await run.Should().ThrowAsync<PipelineFailure>().WithMessage("*over 256 MiB together*");
        bench
            .Models.Calls.Last()
            .MaxAnswerBytes.Should()
            .BeLessThan(64 << 20, "no more is taken than there is room for");
    }

    [Fact]
    public async Task SoftStep_Fails_ItsFallbackStandsInItsPlaceAndItIsNamed()
    {
        using var bench = new Bench();
        bench.Models.Answers("b", "1").Answers("a", "{}", 500);
        var result = await bench.RunAsync(Soft, """{"x":2}""");
        Text(result).Should().Be("""{"b":1,"a":{"label":null,"asked":2},"failed_steps":["a"]}""");
        result.Failed.Should().Equal("a");
    }

    [Fact]
    public async Task SoftStep_Fails_LaterStepsSeeTheFallback()
    {
        using var bench = new Bench();
        bench.Models.Answers("a", "{}", 500).Echoes("b");
        const string pipeline = """
            {"nodes":{"root":{"steps":[
               {"service":"a","on_failure":"continue","fallback":{"v":0}},
               {"service":"b","input":{"v":"$steps.a.v","failed":"$failed"},"when":"contains($failed, 'a')"}]}},
             "output":{"b":"$steps.b.b","failed":"$failed"}}
            """;
        var result = await bench.RunAsync(pipeline);
        Text(result).Should().Be("""{"b":{"v":0,"failed":["a"]},"failed":["a"]}""");
    }

    [Fact]
    public async Task SoftNode_AStepWithinFails_TheNodesFallbackCounts()
    {
        using var bench = new Bench();
        bench.Models.Answers("a", "{}", 500).Answers("b", "1");
        const string pipeline = """
            {"nodes":{"root":{"steps":[{"node":"n","on_failure":"continue","fallback":"none"}]},
                      "n":{"steps":[{"service":"b"},{"service":"a"}]}},
             "output":{"n":"$steps.n","b":"$steps.b","a":"$steps.a","failed":"$failed"}}
            """;
        Text(await bench.RunAsync(pipeline)).Should().Be("""{"n":"none","b":1,"a":null,"failed":["n"]}""");
    }

    [Fact]
    public async Task SoftStep_AnAnswerThatIsNoObjectOrHasTheMember_IsLeftAsItIs()
    {
        using var bench = new Bench();
        bench.Models.Answers("a", "{}", 500);
        const string pipeline =
            """{"nodes":{"root":{"steps":[{"service":"a","on_failure":"continue","fallback":FALLBACK}]}}}""";
        Text(await bench.RunAsync(pipeline.Replace("FALLBACK", "[1]", StringComparison.Ordinal))).Should().Be("[1]");
        Text(await bench.RunAsync(pipeline.Replace("FALLBACK", """{"failed_steps":0}""", StringComparison.Ordinal)))
            .Should()
            .Be("""{"failed_steps":0}""");
        Text(await bench.RunAsync(pipeline.Replace("FALLBACK", "{}", StringComparison.Ordinal)))
            .Should()
            .Be("""{"failed_steps":["a"]}""");
    }

    [Fact]
    public async Task Request_NotWhatTheSchemaSays_Is400AndAsksNobody()
    {
        using var bench = new Bench();
        const string pipeline = """
            {"input":{"required":["text"],"properties":{"text":{"type":"string"},"n":{"type":"integer"}}},
             "nodes":{"root":{"steps":[{"service":"a"}]}}}
            """;
        var run = () => bench.RunAsync(pipeline, """{"n":"x"}""");
        (
            await run.Should()
                .ThrowAsync<PipelineFailure>()
                .WithMessage(
                    "The request is not what the pipeline 'p' takes: the request needs 'text'; 'n' is of type integer, not string."
                )
        )
            .Which.Status.Should()
            .Be(400);
        bench.Models.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Headers_OfTheCaller_GoAlongToEveryModel()
    {
        using var bench = new Bench();
        bench.Models.Answers("first", "{}").Answers("a", "{}");
        await bench.RunAsync(Second, options: new RunOptions { Headers = [KeyValuePair.Create("X-User", "7")] });
        bench.Models.Calls.Should().HaveCount(2).And.OnlyContain(call => call.Headers.Single().Value == "7");
    }

    private static string Text(PipelineResult result) => System.Text.Encoding.UTF8.GetString(result.Json.Span);
}
