using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Configuration;
using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Serving.Configuration;

/// <summary>Reads <c>model.yaml</c> and reports everything that is wrong with it at once.</summary>
public static class ModelConfigReader
{
    private const long MaxFileSize = 1 << 20;

    /// <exception cref="ServingException">InvalidArgument listing every error with its line.</exception>
    public static ModelConfig Read(string file, IReadOnlyList<IConfigSection> sections)
    {
        if (new FileInfo(file).Length > MaxFileSize)
            throw ServingException.InvalidArgument($"{Path.GetFileName(file)} is over 1 MB; a few lines are expected.");
        using var text = File.OpenText(file);
        return Parse(text, Path.GetFileName(file), sections);
    }

    /// <inheritdoc cref="Read"/>
    public static ModelConfig Parse(TextReader text, string fileName, IReadOnlyList<IConfigSection> sections)
    {
        var (root, source) = YamlReader.Parse(text, fileName);
        var contract = ModelConfigContext.Default.ModelConfig;
        var checker = new NodeChecker(
            sections
                .Where(section => section.SectionType is not null)
                .ToDictionary(section => section.Name, section => section.SectionType!)
        );
        checker.Check(root, contract, "");
        var errors = checker.Errors.Select(error => Located(error, source)).ToList();

        RemoveEmpty(root);
        var config = errors.Count == 0 ? root.Deserialize(contract)! : new ModelConfig();
        errors.AddRange(
            SchedulingChecker
                .Errors(config.Scheduling)
                .Select(error => Located(new NodeError(error.Path, error.Message), source))
        );
        errors.AddRange(
            source.Problems.Select(problem => $"line {problem.Mark.Line}: {problem.Path}: {problem.Message}")
        );
        if (errors.Count == 0)
            return config;

        throw new ServingException(ServingErrorCode.InvalidArgument, $"{fileName}: {string.Join("; ", errors)}.")
        {
            Reason = "invalid-config",
        };
    }

    private static string Located(NodeError error, YamlReader source) =>
        source.Places.TryGetValue(error.Path, out var place)
            ? $"line {(error.IsKey ? place.Key : place.Value).Line}: {error.Path}: {error.Message}"
            : $"{error.Path}: {error.Message}";

    // 'scheduling:' with nothing behind it says nothing: the default stays.
    private static void RemoveEmpty(JsonObject mapping)
    {
        foreach (var (key, value) in mapping.ToArray())
        {
            if (value is null)
                mapping.Remove(key);
            else if (value is JsonObject inner)
                RemoveEmpty(inner);
        }
    }
}
