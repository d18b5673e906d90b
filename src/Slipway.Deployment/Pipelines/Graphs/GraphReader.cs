using Slipway.Configuration;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Pipelines.Schemas;
using Slipway.Deployment.Pipelines.Templates;

namespace Slipway.Deployment.Pipelines.Graphs;

/// <summary>
/// Makes a graph of a pipeline's configuration, and tells of everything that is wrong with it:
/// <code>
/// 1  each node and step by itself          StepReader
/// 2  names of steps, each once             RefuseNamesTwice
/// 3  the tree under root                   GraphLinker
/// 4  what paths refer to                   ReferenceCheck
/// 5  input, example, output, time
/// </code>
/// </summary>
internal sealed class GraphReader
{
    private const int MaxSteps = 256;

    private readonly string _name;
    private readonly PipelineConfig _config;
    private readonly List<(string Path, string Message)> _problems;

    private GraphReader(string name, PipelineConfig config, List<(string Path, string Message)> problems)
    {
        _name = name;
        _config = config;
        _problems = problems;
    }

    /// <param name="name">The pipeline's.</param>
    /// <param name="config">As it is configured.</param>
    /// <param name="problems">Are added, with their paths within the configuration.</param>
    /// <returns>Null where there are problems.</returns>
    public static PipelineGraph? Read(
        string name,
        PipelineConfig config,
        List<(string Path, string Message)> problems
    ) => new GraphReader(name, config, problems).Read();

    private PipelineGraph? Read()
    {
        var before = _problems.Count;
        if (_config.Timeout <= TimeSpan.Zero)
            Wrong("timeout", "a pipeline has more time than none");
        var input = InputSchema.Parse(_config.Input, "input", Wrong);
        CheckExample(input);
        var output = _config.Output is null ? null : Template.Parse(_config.Output, "output", Wrong);
        if (_config.Nodes.Values.Sum(node => node.Steps.Count) > MaxSteps)
        {
            Wrong("nodes", $"a pipeline has at most {MaxSteps} steps");
            return null;
        }

        var nodes = _config.Nodes.ToDictionary(node => node.Key, node => ReadNode(node.Key, node.Value));
        RefuseNamesTwice(nodes.Values);
        var root = new GraphLinker(_config, nodes, Wrong).Link();
        if (root is not null)
            new ReferenceCheck(root, Wrong).Check(output);
        return _problems.Count == before ? new PipelineGraph(_name, _config, input, root!, output) : null;
    }

    private GraphNode ReadNode(string name, NodeConfig node)
    {
        var at = NodePath.Join("nodes", name);
        if (!StepReader.IsName(name))
            Wrong(at, $"'{Shown.Of(name)}' is not a node's name, which is {StepReader.NameForm}");
        if (node.Steps.Count == 0)
            Wrong(at, "a node has at least one step");
        else if (node.Type == NodeKind.Splitter && node.Steps.TrueForAll(step => step.Weight is not > 0))
            Wrong($"{at}.steps", "a splitter needs a step whose weight is over 0");
        return new GraphNode(
            name,
            node.Type,
            [
                .. node.Steps.Select(
                    (step, i) => new StepReader($"{at}.steps[{i}]", node, step, Wrong).Read(i == node.Steps.Count - 1)
                ),
            ]
        );
    }

    private void RefuseNamesTwice(IEnumerable<GraphNode> nodes)
    {
        var first = new Dictionary<string, GraphStep>(StringComparer.Ordinal);
        foreach (var step in nodes.SelectMany(node => node.Steps).Where(step => step.Name.Length > 0))
        {
            if (!first.TryAdd(step.Name, step))
                Wrong(
                    step.At,
                    $"the step at {first[step.Name].At} is called '{step.Name}' too; give one of them a 'name' of its own"
                );
        }
    }

    private void CheckExample(InputSchema input)
    {
        if (_config.Example is not { } example)
            return;
        var mistakes = input.Check(System.Text.Json.JsonElement.Parse(example.ToJsonString()));
        if (mistakes.Count > 0)
            Wrong("example", $"it is not what 'input' describes: {string.Join("; ", mistakes)}");
    }

    private void Wrong(string path, string message) => _problems.Add((path, message));
}
