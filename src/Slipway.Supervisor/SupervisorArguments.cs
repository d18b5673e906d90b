using Slipway.Deployment.Fleet;

namespace Slipway.Supervisor;

/// <summary>The command line: <c>--state FOLDER --runtime FOLDER [--detach]</c>. The tool gives it; people use the tool.</summary>
/// <param name="Place">Where the fleet is kept.</param>
/// <param name="Detach">It is to live on when who started it has gone.</param>
internal sealed record SupervisorArguments(FleetPlace Place, bool Detach)
{
    /// <summary>The arguments, or what is wrong.</summary>
    public static (SupervisorArguments? Arguments, string? Problem) Read(string[] arguments)
    {
        string? state = null;
        string? runtime = null;
        var detach = false;
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (arguments[i] == "--detach")
            {
                detach = true;
                i--;
                continue;
            }

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
            : (
                new SupervisorArguments(new FleetPlace(Path.GetFullPath(state), Path.GetFullPath(runtime)), detach),
                null
            );
    }
}
