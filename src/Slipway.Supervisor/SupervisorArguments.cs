using Slipway.Deployment.Fleet;

namespace Slipway.Supervisor;

/// <summary>The command line: <c>--state FOLDER --runtime FOLDER</c>. The tool gives it; people use the tool.</summary>
internal static class SupervisorArguments
{
    /// <summary>The place, or what is wrong.</summary>
    public static (FleetPlace? Place, string? Problem) Read(string[] arguments)
    {
        string? state = null;
        string? runtime = null;
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--state" when value is not null:
                    state = value;
                    break;
                case "--runtime" when value is not null:
                    runtime = value;
                    break;
                default:
                    return (null, $"'{arguments[i]}' is not known here, or lacks its value.");
            }
        }

        return state is null || runtime is null
            ? (null, "both --state FOLDER and --runtime FOLDER are needed.")
            : (new FleetPlace(Path.GetFullPath(state), Path.GetFullPath(runtime)), null);
    }
}
