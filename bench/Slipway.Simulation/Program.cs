using System.CommandLine;
using Slipway.Simulation;

var releases = new Option<int>("--releases")
{
    Description = "Of each kind by each strategy.",
    DefaultValueFactory = _ => 400,
};
releases.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() < 1)
        result.AddError("--releases must be at least 1.");
});
var output = new Option<FileInfo?>("--output")
{
    Description = "Where the report goes; standard output where it is left out.",
};
var command = new RootCommand("Simulate releases and report how often the rollout policy is right.")
{
    releases,
    output,
};
command.SetAction(
    async (result, token) =>
    {
        var report = SimulationReport.Write(result.GetValue(releases));
        if (result.GetValue(output) is { } file)
            await File.WriteAllTextAsync(file.FullName, report, token);
        else
            await Console.Out.WriteAsync(report);
    }
);
return await command.Parse(args).InvokeAsync();
