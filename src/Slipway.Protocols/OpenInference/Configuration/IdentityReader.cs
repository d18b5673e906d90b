using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using PolicyChoice = Slipway.Protocols.OpenInference.Grpc.Proto.ModelVersionPolicy.PolicyChoiceOneofCase;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>What the model is: its name, what executes it, its file, its versions, its largest batch.</summary>
internal static class IdentityReader
{
    public static void Read(ConfigReading reading)
    {
        ReadName(reading);
        ReadRuntime(reading);
        ReadVersions(reading);

        var message = reading.Message;
        if (message.DefaultModelFilename.Length > 0)
            reading.Config.File = message.DefaultModelFilename;
        if (message.MaxBatchSize < 0)
            reading.Wrong("max_batch_size", "must be 0 (no batches) or more");
        else if (message.MaxBatchSize > 0)
            reading.Config.MaxBatchSize = message.MaxBatchSize;
        reading.Config.IsDecoupled = message.ModelTransactionPolicy?.Decoupled == true;
    }

    private static void ReadName(ConfigReading reading)
    {
        var name = reading.Message.Name;
        var folder = Path.GetFileName(reading.Folder);
        if (name.Length == 0)
            return;
        if (name == folder)
            reading.Config.Name = name;
        else
            reading.Wrong("name", $"the folder is called '{folder}'; both must be the same, or leave the name out");
    }

    private static void ReadRuntime(ConfigReading reading)
    {
        var message = reading.Message;
        var backend = message.Backend;
        if (TritonPlatforms.BackendOf(message.Platform) is { } implied)
        {
            if (backend.Length > 0 && backend != implied)
            {
                reading.Wrong(
                    "backend",
                    $"'{backend}' does not go with the platform '{message.Platform}'; give one of the two"
                );
            }

            backend = implied;
        }
        else if (message.Platform.Length > 0)
        {
            // A platform that Triton itself does not know: whoever executes it may.
            backend = backend.Length > 0 ? backend : message.Platform;
        }

        if (backend.Length > 0)
            reading.Config.Runtime = TritonPlatforms.RuntimeOf(backend);
        if (message.Runtime.Length > 0)
            reading.Remark($"'runtime: {message.Runtime}' has no effect, the backend's own library is used");
    }

    private static void ReadVersions(ConfigReading reading)
    {
        var policy = reading.Message.VersionPolicy ?? new ModelVersionPolicy();
        switch (policy.PolicyChoiceCase)
        {
            case PolicyChoice.Latest:
                var count = policy.Latest.NumVersions;
                reading.Config.Versions = new VersionsConfig { Latest = (int)Math.Clamp(count, 1, int.MaxValue) };
                break;
            case PolicyChoice.All:
                reading.Config.Versions = new VersionsConfig { All = true };
                break;
            case PolicyChoice.Specific:
                ReadSpecific(reading, policy.Specific);
                break;
        }
    }

    private static void ReadSpecific(ConfigReading reading, ModelVersionPolicy.Types.Specific specific)
    {
        if (specific.Versions.Count == 0 || specific.Versions.Any(version => version < 1))
            reading.Wrong("version_policy.specific", "name at least one version, each 1 or more");
        reading.Config.Versions = new VersionsConfig { Specific = [.. specific.Versions.Distinct()] };
    }
}
