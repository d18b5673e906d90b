using System.Text.Json.Nodes;
using Slipway.Configuration;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Pipelines.Conditions;
using Slipway.Deployment.Pipelines.Templates;

namespace Slipway.Deployment.Pipelines.Graphs;

/// <summary>Reads one step by itself; the node it asks is linked later.</summary>
internal sealed class StepReader(string at, NodeConfig node, StepConfig step, Action<string, string> wrong)
{
    public const string NameForm = "of letters, digits, '_', '-' and '.', at most 64, in ASCII";

    /// <summary>As they stand in headers and paths.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    public GraphStep Read(bool isLast)
    {
        CheckTarget();
        CheckName();
        CheckWeight();
        CheckCondition(isLast);
        if (step.Timeout is { } timeout && timeout <= TimeSpan.Zero)
            wrong($"{at}.timeout", "a step has more time than none");
        if (step is { OnFailure: StepFailure.Fail, Fallback: not null })
            wrong($"{at}.fallback", "it is without effect unless 'on_failure' is 'continue'");
        return new GraphStep
        {
            Name = step.Name ?? step.Service ?? step.Node ?? "",
            Service = step.Service,
            Input = step.Input is null ? null : Template(step.Input, "input"),
            Tensors = step.Tensors is null
                ? null
                :
                [
                    .. step.Tensors.Select(tensor =>
                        KeyValuePair.Create(tensor.Key, Template(tensor.Value, NodePath.Join("tensors", tensor.Key)))
                    ),
                ],
            When = When(),
            Weight = step.Weight ?? 0,
            Timeout = step.Timeout,
            OnFailure = step.OnFailure,
            Fallback = Template(step.Fallback, "fallback"),
            At = at,
        };
    }

    private void CheckTarget()
    {
        if (string.IsNullOrEmpty(step.Service) == string.IsNullOrEmpty(step.Node))
            wrong(at, "a step asks either a 'service' or a 'node'");
        if (step is { Input: not null, Tensors: not null })
            wrong($"{at}.tensors", "a step has 'input' or 'tensors', not both");
        if (step is { Node: not null, Tensors: not null })
            wrong($"{at}.tensors", "tensors are for a service; a node takes 'input'");
        if (step.Tensors is { Count: 0 })
            wrong($"{at}.tensors", "it names no input of the model");
    }

    private void CheckName()
    {
        if (step.Name is { } name && !IsName(name))
            wrong($"{at}.name", $"'{Shown.Of(name)}' is not a step's name, which is {NameForm}");
        else if (step is { Name: null, Service: { Length: > 0 } service } && !IsName(service))
            wrong(at, $"'{Shown.Of(service)}' cannot name the step; give it a 'name' {NameForm}");
    }

    private void CheckWeight()
    {
        var isSplitter = node.Type == NodeKind.Splitter;
        if (isSplitter && step.Weight is null)
            wrong(at, "a splitter's step needs a 'weight'");
        else if (!isSplitter && step.Weight is not null)
            wrong($"{at}.weight", "weights are for the steps of a splitter");
        else if (step.Weight is { } weight && !(weight >= 0 && double.IsFinite(weight)))
            wrong($"{at}.weight", "a weight is 0 or more");
    }

    private void CheckCondition(bool isLast)
    {
        if (node.Type == NodeKind.Splitter && step.When is not null)
            wrong($"{at}.when", "a splitter's step is drawn by weight alone; conditions are for a switch");
        if (node.Type == NodeKind.Switch && step.When is null && !isLast)
            wrong(at, "a switch's step needs a 'when', save the last: those behind it would never be asked");
    }

    private Condition? When()
    {
        if (step.When is not { } text)
            return null;
        try
        {
            return Condition.Parse(text);
        }
        catch (PipelineSyntaxException e)
        {
            wrong($"{at}.when", $"'{Shown.Of(text)}', {e.Message}");
            return null;
        }
    }

    private Template Template(JsonNode? json, string key) => Templates.Template.Parse(json, $"{at}.{key}", wrong);
}
