using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using Slipway.Serving.Lifecycle;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Slipway.Architecture.Tests;

/// <summary>The arrows between the folders of the engine.</summary>
public sealed class ServingFoldersTests
{
    private const string Root = "Slipway.Serving";

    private static readonly ArchUnitNET.Domain.Architecture Engine = new ArchLoader()
        .LoadAssemblies(typeof(ModelManager).Assembly)
        .Build();

    /// <summary>A folder, and those it may not look into.</summary>
    public static TheoryData<string, string[]> Arrows =>
        new()
        {
            {
                "Scheduling",
                ["Lifecycle", "Sources", "Configuration", "Telemetry", "Inference", "Control", "Ensembles"]
            },
            {
                "Packages",
                [
                    "Lifecycle",
                    "Sources",
                    "Scheduling",
                    "Configuration",
                    "Telemetry",
                    "Inference",
                    "Control",
                    "Ensembles",
                ]
            },
            { "Configuration", ["Lifecycle", "Sources", "Scheduling", "Telemetry", "Inference", "Control"] },
            { "Sources", ["Lifecycle", "Scheduling", "Telemetry", "Inference", "Control"] },
            {
                "Signatures",
                ["Lifecycle", "Sources", "Scheduling", "Configuration", "Telemetry", "Inference", "Control", "Warmup"]
            },
            {
                "Imports",
                [
                    "Lifecycle",
                    "Sources",
                    "Scheduling",
                    "Configuration",
                    "Telemetry",
                    "Inference",
                    "Control",
                    "Ensembles",
                    "Warmup",
                ]
            },
            {
                "Tasks",
                [
                    "Lifecycle",
                    "Sources",
                    "Scheduling",
                    "Configuration",
                    "Telemetry",
                    "Inference",
                    "Control",
                    "Ensembles",
                    "Warmup",
                ]
            },
            { "Lifecycle", ["Sources", "Configuration", "Telemetry", "Inference", "Control", "Ensembles"] },
            { "Telemetry", ["Sources", "Configuration", "Scheduling", "Inference", "Control"] },
            { "Inference", ["Sources", "Configuration", "Control", "Warmup", "Ensembles"] },
            { "Ensembles", ["Sources", "Scheduling", "Configuration", "Telemetry", "Control", "Warmup"] },
            { "Control", ["Configuration", "Scheduling", "Telemetry", "Inference"] },
            { "Warmup", ["Lifecycle", "Sources", "Scheduling", "Configuration", "Telemetry", "Control"] },
        };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void Folder_LooksOnly_Downwards(string folder, string[] others)
    {
        foreach (var other in others)
        {
            IObjectProvider<IType> forbidden = Types().That().ResideInNamespace($"{Root}.{other}").As(other);
            Types().That().ResideInNamespace($"{Root}.{folder}").Should().NotDependOnAny(forbidden).Check(Engine);
        }
    }
}
