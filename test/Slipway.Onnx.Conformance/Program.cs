using System.CommandLine;
using Slipway.Onnx.Conformance;
using Slipway.Onnx.Conformance.Cases;
using Slipway.Onnx.Conformance.Reference;
using Slipway.Onnx.Conformance.Reports;

var folders = new Argument<string[]>("FOLDER")
{
    Description = "A folder of cases: onnx/backend/test/data/node of the ONNX project, or one like it.",
};
var filter = new Option<string?>("--filter") { Description = "Only cases with this text in their name." };
var json = new Option<string?>("--json") { Description = "A file to write the report to." };
var verbose = new Option<bool>("--verbose") { Description = "Name every case." };
var tritonModels = new Option<string?>("--write-triton-models")
{
    Description = "Write the models that the examples of Triton's clients call into this folder, and end.",
};

var command = new RootCommand("Holds the server to the ONNX project's backend tests. Exit code 0: all agree.")
{
    folders,
    filter,
    json,
    verbose,
    tritonModels,
};
command.SetAction(
    async (arguments, cancellationToken) =>
    {
        if (arguments.GetValue(tritonModels) is { } target)
        {
            TritonModels.Write(target);
            return 0;
        }

        NativeEnvironment.DisableTelemetry();
        var cases = arguments
            .GetRequiredValue(folders)
            .SelectMany(folder => CaseReader.Read(folder, arguments.GetValue(filter)))
            .DistinctBy(@case => @case.Name)
            .ToList();
        var report = await ConformanceRun.RunAsync(
            cases,
            result =>
            {
                if (arguments.GetValue(verbose))
                    Console.WriteLine($"{result.Outcome, -12} {result.Name}");
            },
            cancellationToken
        );
        Summary.Write(report, Console.Out, arguments.GetValue(verbose));
        if (arguments.GetValue(json) is { } file)
            report.Save(file);
        return report.IsComplete ? 0 : 1;
    }
);
return await command.Parse(args).InvokeAsync();
