using System.Text.Json.Nodes;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Pipelines;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;

namespace Slipway.Gateway.Tests.Pipelines;

public sealed class AnyPipelineTests
{
    private static readonly string[] Paths = ["$request", "$request.x?", "$response", "$response.a[0]", "$failed", "x"];
    private static readonly string[] Conditions = ["true", "$request.x == 1", "exists($steps.s1)", "$response"];
    private static readonly string[] Models = ["a", "b", "broken"];

    /// <summary>
    /// Whatever is configured: the check tells what is wrong, or the pipeline runs, and ends with an answer in JSON or a failure
    /// that is told; and it asks no more models than it has steps.
    /// </summary>
    [Fact]
    public void Pipeline_AnyConfiguration_IsRefusedOrRuns()
    {
        var (refused, answered, failed) = (0, 0, 0);
        for (var seed = 0; seed < 5_000; seed++)
        {
            var config = new Drawing(seed).Draw();
            var problems = PipelineChecker.Check(new Dictionary<string, PipelineConfig> { ["p"] = config }, Models);
            if (problems.Count > 0)
                refused++;
            else if (Runs(PipelineGraph.Read("p", config), seed))
                answered++;
            else
                failed++;
        }

        // The property would say nothing otherwise.
        refused.Should().BeGreaterThan(500);
        answered.Should().BeGreaterThan(500);
        failed.Should().BeGreaterThan(300);
    }

    private static bool Runs(PipelineGraph graph, int seed)
    {
        using var bench = new Bench(() => 0.5);
        bench.Models.Answers("a", """{"a":[1]}""").Echoes("b").Answers("broken", "{}", 500);
        try
        {
            var request = PipelineValue.Of("""{"x":1}"""u8.ToArray(), isCallers: true);
            var run = bench.Runner.RunAsync(graph, request, new RunOptions(), CancellationToken.None);
            run.IsCompleted.Should().BeTrue("the models of pipeline {0} answer at once", seed);
            JsonNode.Parse(run.GetAwaiter().GetResult().Json.Span);
            bench.Models.Calls.Count.Should().BeLessThanOrEqualTo(graph.Steps.Count());
            return true;
        }
        catch (PipelineFailure failure)
        {
            failure.Message.Should().StartWith("Pipeline 'p'");
            return false;
        }
    }

    /// <summary>A tree of nodes, mostly without mistakes.</summary>
    private sealed class Drawing(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly PipelineConfig _config = new();
        private int _steps;

        public PipelineConfig Draw()
        {
            DrawNode("root", 0);
            if (_random.Next(2) == 0)
                _config.Output = DrawTemplate();
            return _config;
        }

        private void DrawNode(string name, int depth)
        {
            var node = new NodeConfig { Type = (NodeKind)_random.Next(4) };
            _config.Nodes.Add(name, node);
            var count = _random.Next(1, 4);
            for (var i = 0; i < count; i++)
            {
                node.Steps.Add(DrawStep(node.Type, i == count - 1, depth));
            }
        }

        private StepConfig DrawStep(NodeKind kind, bool isLast, int depth)
        {
            var step = new StepConfig { Name = $"s{_steps++}" };
            if (depth < 3 && _random.Next(3) == 0)
            {
                step.Node = $"n{_steps}";
                DrawNode(step.Node, depth + 1);
            }
            else
                step.Service = Models[_random.Next(Models.Length)];
            if (_random.Next(2) == 0)
                step.Input = DrawTemplate();
            if (kind == NodeKind.Splitter)
                step.Weight = _random.Next(1, 3);
            else if ((kind == NodeKind.Switch && !isLast) || _random.Next(3) == 0)
                step.When = Conditions[_random.Next(Conditions.Length)];
            if (_random.Next(2) == 0)
                step.OnFailure = StepFailure.Continue;
            return step;
        }

        private JsonNode DrawTemplate()
        {
            var path = _random.Next(4) == 0 ? $"$steps.s{_random.Next(6)}.a" : Paths[_random.Next(Paths.Length)];
            return _random.Next(2) == 0 ? path : new JsonObject { ["in"] = path, ["list"] = new JsonArray(path, 1) };
        }
    }
}
