using System.Text.Json;
using Slipway.Deployment.Pipelines;

namespace Slipway.Deployment.Tests.Pipelines;

public sealed class PipelineCheckerTests
{
    private static readonly string[] Models = ["ner", "topic", "facts"];

    private const string Newsroom = """
        {"description":"Reads a text.","timeout":"10s",
         "input":{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]},
         "example":{"text":"Angela Merkel spoke to Reuters in Berlin."},
         "nodes":{
           "root":{"type":"sequence","steps":[
             {"node":"read","name":"reading"},
             {"service":"facts","input":{"text":"$request.text","entities":"$steps.ner.entities"}}]},
           "read":{"type":"ensemble","steps":[
             {"service":"ner","input":{"text":"$request.text"}},
             {"service":"topic","input":{"text":"$request.text"},"on_failure":"continue","fallback":{"label":null}}]}},
         "output":{"text":"$request.text","topic":"$steps.topic.label","entities":"$steps.ner.entities",
                   "fields":"$steps.facts.fields","relations":"$steps.facts.relations","failed":"$failed"}}
        """;

    [Fact]
    public void Check_TheNewsroom_IsRight() => Problems(("extract", Newsroom)).Should().BeEmpty();

    [Theory]
    [InlineData("""{"nodes":{}}""", "nodes: there is no node 'root'")]
    [InlineData("""{"nodes":{"root":{"steps":[]}}}""", "nodes.root: a node has at least one step")]
    [InlineData(
        """{"nodes":{"root":{"steps":[{}]}}}""",
        "nodes.root.steps[0]: a step asks either a 'service' or a 'node'"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"ner","node":"a"}]},"a":{"steps":[{"service":"topic"}]}}}""",
        "nodes.root.steps[0]: a step asks either"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"nre"}]}}}""",
        "nodes.root.steps[0].service: no service has the model 'nre'; models: facts, ner, p, topic"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"a"},{"node":"a","name":"b"}]},"a":{"steps":[{"service":"ner"}]}}}""",
        "nodes.root.steps[0].service: no service has the model 'a'; there is a node of this name, which is asked by 'node: a'"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"node":"b"}]}}}""",
        "nodes.root.steps[0].node: there is no node 'b'; nodes: root"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"node":"a"}]},"a":{"steps":[{"node":"b"}]},"b":{"steps":[{"node":"a","name":"c"}]}}}""",
        "nodes.b.steps[0].node: nodes ask each other in a circle: a → b → a"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"node":"root"}]}}}""",
        "nodes.root.steps[0].node: nodes ask each other in a circle: root → root"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"node":"a"},{"node":"a","name":"b"}]},"a":{"steps":[{"service":"ner"}]}}}""",
        "nodes.root.steps[1].node: the step at nodes.root.steps[0] asks the node 'a' too"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"ner"}]},"a":{"steps":[{"service":"topic"}]}}}""",
        "nodes.a: no step on the way from 'root' asks this node"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"ner"},{"service":"ner"}]}}}""",
        "nodes.root.steps[1]: the step at nodes.root.steps[0] is called 'ner' too"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"ner","name":"a b"}]}}}""",
        "nodes.root.steps[0].name: 'a b' is not a step's name"
    )]
    [InlineData("""{"nodes":{"r t":{"steps":[{"service":"ner"}]}}}""", "nodes.r t: 'r t' is not a node's name", 2)]
    [InlineData(
        """{"nodes":{"root":{"type":"splitter","steps":[{"service":"ner"}]}}}""",
        "nodes.root.steps[0]: a splitter's step needs a 'weight'",
        2
    )]
    [InlineData(
        """{"nodes":{"root":{"type":"splitter","steps":[{"service":"ner","weight":0}]}}}""",
        "nodes.root.steps: a splitter needs a step whose weight is over 0"
    )]
    [InlineData(
        """{"nodes":{"root":{"type":"splitter","steps":[{"service":"ner","weight":-1},{"service":"topic","weight":1}]}}}""",
        "nodes.root.steps[0].weight: a weight is 0 or more"
    )]
    [InlineData(
        """{"nodes":{"root":{"type":"splitter","steps":[{"service":"ner","weight":1,"when":"true"}]}}}""",
        "nodes.root.steps[0].when: a splitter's step is drawn by weight alone"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"ner","weight":1}]}}}""",
        "nodes.root.steps[0].weight: weights are for the steps of a splitter"
    )]
    [InlineData(
        """{"nodes":{"root":{"type":"switch","steps":[{"service":"ner"},{"service":"topic"}]}}}""",
        "nodes.root.steps[0]: a switch's step needs a 'when', save the last"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"ner","when":"$request.a = 1"}]}}}""",
        "nodes.root.steps[0].when: '$request.a = 1', column 12: write == to compare"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"ner","input":{"a":["$x"]}}]}}}""",
        "nodes.root.steps[0].input.a[0]: '$x', column 1: '$x' is not known"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"ner","tensors":{"x":"$x"}}]}}}""",
        "nodes.root.steps[0].tensors.x: '$x', column 1: '$x' is not known"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"ner","tensors":{"x":1},"input":{}}]}}}""",
        "nodes.root.steps[0].tensors: a step has 'input' or 'tensors', not both"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"ner","tensors":{}}]}}}""",
        "nodes.root.steps[0].tensors: it names no input of the model"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"node":"a","tensors":{"x":1}}]},"a":{"steps":[{"service":"ner"}]}}}""",
        "nodes.root.steps[0].tensors: tensors are for a service"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"ner","fallback":1}]}}}""",
        "nodes.root.steps[0].fallback: it is without effect"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"ner","timeout":"0"}]}}}""",
        "nodes.root.steps[0].timeout: a step has more time than none"
    )]
    [InlineData(
        """{"timeout":"0","nodes":{"root":{"steps":[{"service":"ner"}]}}}""",
        "timeout: a pipeline has more time than none"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"ner"}]}},"output":{"a":"$steps.nre.x"}}""",
        "output.a: $steps.nre.x: there is no step 'nre'; steps: ner"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"ner"}]}},"input":{"type":"string"}}""",
        "input.type: a pipeline takes an object"
    )]
    [InlineData(
        """{"nodes":{"root":{"steps":[{"service":"ner"}]}},"input":{"required":["text"]},"example":{}}""",
        "example: it is not what 'input' describes: the request needs 'text'"
    )]
    public void Check_AMistake_IsToldWithItsPlace(string pipeline, string expected, int problems = 1)
    {
        var told = Problems(("p", pipeline));
        told.Should().HaveCount(problems);
        told.Should().ContainSingle(problem => problem.StartsWith("pipelines.p." + expected, StringComparison.Ordinal));
    }

    /// <summary>Steps: a, then [b ‖ c], then d.</summary>
    [Theory]
    [InlineData("a", "a", false)]
    [InlineData("a", "d", false)]
    [InlineData("b", "a", true)]
    [InlineData("b", "b", false)]
    [InlineData("b", "c", false)]
    [InlineData("b", "both", false)]
    [InlineData("b", "d", false)]
    [InlineData("both", "a", true)]
    [InlineData("both", "b", false)]
    [InlineData("d", "a", true)]
    [InlineData("d", "b", true)]
    [InlineData("d", "c", true)]
    [InlineData("d", "both", true)]
    [InlineData("output", "d", true)]
    [InlineData("output", "c", true)]
    public void Check_References_LeadToStepsThatCanHaveBeenDone(string from, string to, bool allowed)
    {
        string Input(string step) => step == from ? $$""","input":{"x":["$steps.{{to}}.y"]}""" : "";
        var output = from == "output" ? $$""","output":"$steps.{{to}}" """ : "";
        var pipeline = $$$"""
            {"nodes":{
              "root":{"steps":[{"service":"ner","name":"a"{{{Input("a")}}}},{"node":"n","name":"both"{{{Input(
                "both"
            )}}}},
                               {"service":"ner","name":"d"{{{Input("d")}}}}]},
              "n":{"type":"ensemble","steps":[{"service":"ner","name":"b"{{{Input(
                "b"
            )}}}},{"service":"ner","name":"c"}]}}
              {{{output}}}}
            """;
        var told = Problems(("p", pipeline));
        if (allowed)
            told.Should().BeEmpty();
        else
            told.Should()
                .ContainSingle()
                .Which.Should()
                .Contain($"the step '{to}'")
                .And.Contain("cannot have been done before");
    }

    [Fact]
    public void Check_AConditionOfASwitch_SeesNoneOfItsSteps()
    {
        const string pipeline = """
            {"nodes":{"root":{"type":"switch","steps":[
              {"service":"ner","when":"$request.a"},{"service":"topic","when":"$steps.ner.x == 1"}]}}}
            """;
        Problems(("p", pipeline))
            .Should()
            .ContainSingle()
            .Which.Should()
            .StartWith("pipelines.p.nodes.root.steps[1].when");
    }

    [Fact]
    public void Check_SeveralMistakes_AreToldAtOnce()
    {
        const string pipeline = """
            {"timeout":"0","nodes":{"root":{"steps":[{"service":"x"},{"service":"ner","when":"("}]},"lost":{"steps":[{}]}},
             "output":["$nobody","$steps.none"]}
            """;
        Problems(("p", pipeline)).Should().HaveCount(7);
    }

    [Fact]
    public void Check_PipelinesThatAskEachOther_AreAllowedUnlessInACircle()
    {
        static string Asks(params string[] services)
        {
            var steps = services.Select((service, i) => $$"""{"service":"{{service}}","name":"s{{i}}"}""");
            return $$"""{"nodes":{"root":{"steps":[ {{string.Join(',', steps)}} ]} } }""";
        }

        Problems(("a", Asks("b", "ner")), ("b", Asks("topic")), ("c", Asks("a", "b"))).Should().BeEmpty();
        Problems(("a", Asks("b")), ("b", Asks("ner", "c")), ("c", Asks("a")))
            .Should()
            .Equal("pipelines.c.nodes.root.steps[0].service: pipelines ask each other in a circle: a → b → c → a");
        Problems(("a", Asks("a")))
            .Should()
            .Equal("pipelines.a.nodes.root.steps[0].service: pipelines ask each other in a circle: a → a");

        Chain(8).Should().BeEmpty();
        Chain(9).Should().Equal("pipelines.p0: pipelines ask each other over 8 deep");
        Problems(("a", """{"nodes":{"root":{"steps":[{"service":"b","tensors":{"x":1}}]}}}"""), ("b", Asks("ner")))
            .Should()
            .Equal("pipelines.a.nodes.root.steps[0].tensors: tensors are for models; a pipeline takes 'input'");

        string[] Chain(int length) =>
            Problems([
                .. Enumerable.Range(0, length - 1).Select(i => ($"p{i}", Asks($"p{i + 1}"))),
                ($"p{length - 1}", Asks("ner")),
            ]);

        // Each asks the next one twice: 2^70 requests.
        var doubling = Enumerable
            .Range(0, 70)
            .Select(i => ($"p{i}", Asks($"p{i + 1}", $"p{i + 1}")))
            .Append(("p70", Asks("ner")));
        Problems([.. doubling])
            .Should()
            .Contain(problem => problem.StartsWith("pipelines.p0: with the pipelines", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_TooManySteps_IsTold()
    {
        var steps = string.Join(',', Enumerable.Range(0, 257).Select(i => $$"""{"service":"ner","name":"s{{i}}"}"""));
        Problems(("p", $$"""{"nodes":{"root":{"steps":[ {{steps}} ]} } }"""))
            .Should()
            .Equal("pipelines.p.nodes: a pipeline has at most 256 steps");
    }

    private static string[] Problems(params (string Name, string Json)[] pipelines) =>
        [
            .. PipelineChecker
                .Check(
                    pipelines.ToDictionary(
                        pipeline => pipeline.Name,
                        pipeline => JsonSerializer.Deserialize(pipeline.Json, DeploymentJson.Default.PipelineConfig)!
                    ),
                    Models
                )
                .Select(problem => $"{problem.Path}: {problem.Message}"),
        ];
}
