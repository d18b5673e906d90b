using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using ModelConfig = Slipway.Protocols.TensorFlowServing.Grpc.Proto.ModelConfig;
using PolicyCase = Slipway.Protocols.TensorFlowServing.Grpc.Proto.FileSystemStoragePathSourceConfig.Types.ServableVersionPolicy.PolicyChoiceOneofCase;

namespace Slipway.Protocols.TensorFlowServing.Configuration;

/// <summary>
/// Reads TensorFlow Serving's list of models (<c>model_server_config.proto</c>), from a text file or from a call.
/// Everything that is wrong with it is told at once.
/// </summary>
public static class ModelListReader
{
    private const string Reason = "invalid-config";

    /// <summary>Reads a text file. Paths that are not absolute are relative to its folder.</summary>
    /// <exception cref="ServingException">
    /// InvalidArgument, listing everything that is wrong; NotFound or FailedPrecondition where it cannot be read.
    /// </exception>
    public static IReadOnlyList<ListedModel> ReadFile(string file)
    {
        var config = TextFiles.Read(file, ModelServerConfig.Descriptor, ModelServerConfig.Parser);
        return Read(config, Path.GetFileName(file), Path.GetDirectoryName(Path.GetFullPath(file)));
    }

    /// <summary>Reads a message.</summary>
    /// <param name="config">The message.</param>
    /// <param name="source">What it is called in messages.</param>
    /// <param name="root">What paths may be relative to; null where they must be absolute.</param>
    /// <exception cref="ServingException">InvalidArgument, listing everything that is wrong.</exception>
    public static IReadOnlyList<ListedModel> Read(ModelServerConfig config, string source, string? root)
    {
        if (config.ConfigCase != ModelServerConfig.ConfigOneofCase.ModelConfigList)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                config.ConfigCase == ModelServerConfig.ConfigOneofCase.CustomModelConfig
                    ? $"{source} has custom_model_config, which is not supported; list the models in model_config_list."
                    : $"{source} has no model_config_list; list the models there, each in a 'config' of its own."
            )
            {
                Reason = Reason,
            };
        }

        var errors = new List<string>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var models = new List<ListedModel>();
        foreach (var entry in config.ModelConfigList.Config)
        {
            var where = entry.Name.Length > 0 ? $"model '{entry.Name}'" : $"config {models.Count}";
            Check(entry, where, root, names, errors);
            models.Add(ToModel(entry, root));
        }

        if (errors.Count == 0)
            return models;
        throw new ServingException(ServingErrorCode.InvalidArgument, $"{source}: {string.Join("; ", errors.Take(20))}.")
        {
            Reason = Reason,
        };
    }

    private static void Check(ModelConfig entry, string where, string? root, HashSet<string> names, List<string> errors)
    {
        if (entry.Name.Length == 0)
            errors.Add($"{where} has no name");
        else if (!names.Add(entry.Name))
            errors.Add($"{where} is listed twice");
        if (entry.BasePath.Length == 0)
            errors.Add($"{where} has no base_path");
        else if (root is null && !IsAbsolute(entry.BasePath))
            errors.Add($"{where} has the base_path '{entry.BasePath}', which is not absolute");

        var policy = entry.ModelVersionPolicy;
        if (policy?.PolicyChoiceCase == PolicyCase.Specific)
        {
            if (policy.Specific.Versions.Count == 0)
                errors.Add($"{where} has a policy 'specific' without versions");
            errors.AddRange(
                policy
                    .Specific.Versions.Where(version => version < 1)
                    .Select(version => $"{where} is to serve version {version}; versions are numbers from 1 on")
            );
        }

        foreach (var (label, version) in entry.VersionLabels)
        {
            if (label.Length == 0)
                errors.Add($"{where} has a label without a name");
            if (version < 1)
                errors.Add($"{where} gives the label '{label}' to version {version}; versions are numbers from 1 on");
        }
    }

    private static ListedModel ToModel(ModelConfig entry, string? root)
    {
        var remarks = new List<string>();
        if (entry.LoggingConfig is not null)
            remarks.Add($"Model '{entry.Name}': logging_config has no effect here.");
        var path = IsAbsolute(entry.BasePath) || root is null ? entry.BasePath : Path.Combine(root, entry.BasePath);
        return new ListedModel(entry.Name, path)
        {
            Versions = Versions(entry),
            Labels = new Dictionary<string, long>(entry.VersionLabels, StringComparer.Ordinal),
            Remarks = remarks,
        };
    }

    private static VersionsConfig? Versions(ModelConfig entry)
    {
        var policy = entry.ModelVersionPolicy;
        return policy?.PolicyChoiceCase switch
        {
            PolicyCase.Latest => new VersionsConfig
            {
                Latest = (int)Math.Clamp(policy.Latest.NumVersions, 1, int.MaxValue),
            },
            PolicyCase.All => new VersionsConfig { All = true },
            PolicyCase.Specific => new VersionsConfig { Specific = [.. policy.Specific.Versions] },
            _ => null,
        };
    }

    // A place of an object store is absolute by its scheme.
    private static bool IsAbsolute(string path) =>
        Path.IsPathRooted(path) || path.Contains("://", StringComparison.Ordinal);
}
