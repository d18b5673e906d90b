using System.Text.Json.Nodes;
using Slipway.Gateway.Pipelines.Failures;

namespace Slipway.Gateway.Tests.Pipelines;

public sealed class NodeTests
{
    [Fact]
    public async Task Sequence_StepsWithoutInput_GetWhatTheOneBeforeGave()
    {
        using var bench = new Bench();
        bench.Models.Echoes("a").Echoes("b");
        (await bench.AnswerAsync(Sequence("""{"service":"a"},{"service":"b"}"""), """{"x": 1}"""))
            .Should()
            .Be("""{"b":{"a":{"x": 1}}}""");
    }

    [Fact]
    public async Task Sequence_Paths_ReachTheRequestTheStepBeforeAndAllBefore()
    {
        using var bench = new Bench();
        bench.Models.Answers("a", """{"v":1}""").Answers("b", """{"v":2}""").Echoes("c");
        await bench.AnswerAsync(
            Sequence(
                """
                {"service":"a"},{"service":"b"},
                {"service":"c","input":{"r":"$request.x","before":"$response.v","first":"$steps.a.v","later":"$steps.b.v"}}
                """
            ),
            """{"x":0}"""
        );
        bench.Models.BodyOf("c").Should().Be("""{"r":0,"before":2,"first":1,"later":2}""");
    }

    [Fact]
    public async Task Sequence_AConditionThatDoesNotHold_PassesOverTheStep()
    {
        using var bench = new Bench();
        bench.Models.Echoes("a").Echoes("b").Echoes("c");
        var pipeline = Sequence(
            """{"service":"a"},{"service":"b","when":"$request.x == 2"},{"service":"c","when":"$response.a.x == 1"}"""
        );
        (await bench.AnswerAsync(pipeline, """{"x":1}""")).Should().Be("""{"c":{"a":{"x":1}}}""");
        bench.Models.Calls.Select(call => call.Model).Should().Equal("a", "c");
    }

    [Fact]
    public async Task Sequence_NoStepIsDone_GivesWhatCame()
    {
        using var bench = new Bench();
        (await bench.AnswerAsync(Sequence("""{"service":"a","when":"false"}"""), """{"x":1}"""))
            .Should()
            .Be("""{"x":1}""");
    }

    [Fact]
    public async Task Ensemble_Steps_AreAskedAtTheSameTimeAndPutTogether()
    {
        using var bench = new Bench();
        var both = new TaskCompletionSource();
        var there = 0;
        foreach (var model in new[] { "a", "b" })
        {
            bench.Models.Answers(
                model,
                async (_, cancellationToken) =>
                {
                    // Neither answers before both were asked.
                    if (Interlocked.Increment(ref there) == 2)
                        both.SetResult();
                    await both.Task.WaitAsync(cancellationToken);
                    return FakeModels.Answer($"\"{model}\"");
                }
            );
        }

        (await bench.AnswerAsync(Node("ensemble", """{"service":"a"},{"service":"b","name":"second"}"""), "{}"))
            .Should()
            .Be("""{"a":"a","second":"b"}""");
    }

    [Fact]
    public async Task Ensemble_AConditionThatDoesNotHold_LeavesTheMemberOut()
    {
        using var bench = new Bench();
        bench.Models.Answers("a", "1").Answers("b", "2");
        (await bench.AnswerAsync(Node("ensemble", """{"service":"a"},{"service":"b","when":"$request.b"}"""), "{}"))
            .Should()
            .Be("""{"a":1}""");
    }

    [Fact]
    public async Task Ensemble_AStepFails_TheOthersAreCancelledAndItsErrorIsTold()
    {
        using var bench = new Bench();
        var cancelled = new TaskCompletionSource();
        bench.Models.Answers(
            "slow",
            async (_, cancellationToken) =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
                finally
                {
                    cancelled.SetResult();
                }

                return FakeModels.Answer("1");
            }
        );
        bench.Models.Answers("broken", """{"error":"It is on fire."}""", 500);
        var run = () => bench.RunAsync(Node("ensemble", """{"service":"slow"},{"service":"broken"}"""));
        (await run.Should().ThrowAsync<PipelineFailure>().WithMessage("*step 'broken'*It is on fire.*"))
            .Which.Status.Should()
            .Be(502);
        cancelled.Task.IsCompleted.Should().BeTrue("nothing is under way when a run has ended");
    }

    [Theory]
    [InlineData("de", "german")]
    [InlineData("en", "english")]
    [InlineData("fr", "any")]
    public async Task Switch_TheFirstConditionThatHolds_Decides(string language, string expected)
    {
        using var bench = new Bench();
        bench.Models.Answers("german", "\"german\"").Answers("english", "\"english\"").Answers("any", "\"any\"");
        var pipeline = Node(
            "switch",
            """
            {"service":"german","when":"$request.language == 'de'"},
            {"service":"english","when":"contains('de en', $request.language)"},{"service":"any"}
            """
        );
        (await bench.AnswerAsync(pipeline, $$"""{"language":"{{language}}"}""")).Should().Be($"\"{expected}\"");
        bench.Models.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task Switch_NoConditionHolds_Is404()
    {
        using var bench = new Bench();
        var run = () => bench.RunAsync(Node("switch", """{"service":"a","when":"$request.a"}"""));
        (await run.Should().ThrowAsync<PipelineFailure>().WithMessage("*node 'root': no step's condition holds*"))
            .Which.Status.Should()
            .Be(404);
    }

    [Theory]
    [InlineData(0.0, "b")]
    [InlineData(0.249, "b")]
    [InlineData(0.25, "c")]
    [InlineData(0.9999999999999999, "c")]
    public async Task Splitter_Draws_ByWeight(double drawn, string expected)
    {
        using var bench = new Bench(() => drawn);
        bench.Models.Answers("a", "\"a\"").Answers("b", "\"b\"").Answers("c", "\"c\"").Answers("d", "\"d\"");
        var pipeline = Node(
            "splitter",
            """
            {"service":"a","weight":0},{"service":"b","weight":10},{"service":"c","weight":30},{"service":"d","weight":0}
            """
        );
        (await bench.AnswerAsync(pipeline, "{}")).Should().Be($"\"{expected}\"");
    }

    [Fact]
    public async Task Nodes_WithinNodes_GetTheInputAndGiveTheAnswer()
    {
        using var bench = new Bench();
        bench.Models.Echoes("a").Echoes("b").Echoes("c");
        const string pipeline = """
            {"nodes":{
              "root":{"steps":[{"node":"both","input":{"in":"$request.x"}},
                               {"service":"c","input":{"all":"$response","one":"$steps.a","two":"$steps.both.b"}}]},
              "both":{"type":"ensemble","steps":[{"service":"a"},{"service":"b","input":"$response.in"}]}}}
            """;
        await bench.AnswerAsync(pipeline, """{"x":7}""");
        JsonNode
            .DeepEquals(
                bench.Models.JsonOf("c"),
                JsonNode.Parse("""{"all":{"a":{"a":{"in":7}},"b":{"b":7}},"one":{"a":{"in":7}},"two":{"b":7}}""")
            )
            .Should()
            .BeTrue(bench.Models.BodyOf("c"));
    }

    [Fact]
    public async Task Nodes_DeeplyWithinNodes_AreRun()
    {
        using var bench = new Bench();
        bench.Models.Answers("a", "1");
        var nodes = Enumerable
            .Range(0, 200)
            .Select(i =>
                $$"""
                    "{{(i == 0 ? "root" : $"n{i}")}}":{"type":"ensemble","steps":[{"node":"n{{i + 1}}"}]}
                    """
            );
        var pipeline = $$"""{"nodes":{ {{string.Join(',', nodes)}},"n200":{"steps":[{"service":"a"}]} } }""";
        (await bench.AnswerAsync(pipeline, "{}")).Should().StartWith("""{"n1":{"n2":{"n3":""").And.EndWith("}");
    }

    [Fact]
    public async Task Output_ATemplate_IsTheAnswer()
    {
        using var bench = new Bench();
        bench.Models.Answers("a", """{"v":[1,2]}""");
        const string pipeline = """
            {"nodes":{"root":{"steps":[{"service":"a"}]}},"output":{"x":"$request.x","v":"$response.v[1]","failed":"$failed"}}
            """;
        (await bench.AnswerAsync(pipeline, """{"x":"y"}""")).Should().Be("""{"x":"y","v":2,"failed":[]}""");
    }

    [Fact]
    public async Task TheNewsroom_OneText_IsOneDocument()
    {
        using var bench = new Bench();
        bench
            .Models.Answers("ner", """{"entities":[{"type":"PER","text":"Tim Cook","start":0,"end":8}]}""")
            .Answers("topic", """{"label":"filing","score":0.9}""")
            .Answers("facts", """{"fields":[],"entities":[{"type":"PER"}],"relations":[{"type":"works_for"}]}""");
        const string pipeline = """
            {"nodes":{
               "root":{"steps":[{"node":"read"},
                                {"service":"facts","input":{"text":"$request.text","entities":"$steps.ner.entities"}}]},
               "read":{"type":"ensemble","steps":[{"service":"ner"},{"service":"topic"}]}},
             "output":{"text":"$request.text","topic":"$steps.topic.label","entities":"$steps.ner.entities",
                       "fields":"$steps.facts.fields","relations":"$steps.facts.relations"}}
            """;
        (await bench.AnswerAsync(pipeline, """{"text":"Tim Cook"}"""))
            .Should()
            .Be(
                """
                {"text":"Tim Cook","topic":"filing","entities":[{"type":"PER","text":"Tim Cook","start":0,"end":8}],"fields":[],"relations":[{"type":"works_for"}]}
                """
            );
        bench
            .Models.BodyOf("facts")
            .Should()
            .Be("""{"text":"Tim Cook","entities":[{"type":"PER","text":"Tim Cook","start":0,"end":8}]}""");
    }

    private static string Sequence(string steps) => Node("sequence", steps);

    private static string Node(string type, string steps) =>
        $$"""{"nodes":{"root":{"type":"{{type}}","steps":[ {{steps}} ]} } }""";
}
