using System.Collections;

namespace Slipway.Supervisor.Processes;

/// <summary>The environment of this process with more on top: what replicas get.</summary>
internal static class InheritedEnvironment
{
    public static Dictionary<string, string> With(IEnumerable<KeyValuePair<string, string>> more)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        foreach (var (name, value) in more)
        {
            environment[name] = value;
        }

        return environment;
    }
}
