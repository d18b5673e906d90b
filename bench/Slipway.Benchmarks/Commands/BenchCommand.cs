using System.CommandLine;
using Slipway.Benchmarks.Data;
using Slipway.Benchmarks.Images;
using Slipway.Benchmarks.Models;
using Slipway.Benchmarks.Reports;
using Slipway.Benchmarks.Runtimes;
using Slipway.Benchmarks.Start;
using Slipway.Benchmarks.Tokenizers;
using Slipway.TestUtilities;

namespace Slipway.Benchmarks.Commands;

/// <summary>What this program does beside BenchmarkDotNet: models, request bodies, the engine alone, and the report.</summary>
internal static class BenchCommand
{
    private static IEnumerable<string> Known => BenchmarkModel.All.Select(model => model.Name);

    public static RootCommand Create() =>
        new("The models and request bodies of the runs; anything else is BenchmarkDotNet's.")
        {
            Models(),
            Bodies(),
            Engine(),
            Picture(),
            Start(),
            Model(),
            TokenizersCommand.Create(),
            ReportCommand.Create(),
            ReportCommand.CreateCapacity(),
        };

    private static Command Models()
    {
        var (folder, names) = (Folder("The model repository."), Names());
        var command = new Command("models", "Write a model repository, FOLDER/NAME/1/model.onnx.") { folder, names };
        command.SetAction(result =>
        {
            foreach (var model in BenchmarkModel.Named(result.GetValue(names) ?? []))
            {
                var path = model.PathIn(result.GetRequiredValue(folder));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                model.Build().Save(path);
                Console.WriteLine(path);
            }
        });
        return command;
    }

    private static Command Bodies()
    {
        var (folder, names, rows) = (Folder("Where they go."), Names(), Count("--rows", "Rows of a request.", 1));
        var command = new Command("bodies", "Write request bodies, for REST and gRPC.") { folder, names, rows };
        command.SetAction(result =>
        {
            foreach (var model in BenchmarkModel.Named(result.GetValue(names) ?? []))
            {
                RequestFiles.Write(result.GetRequiredValue(folder), model, result.GetValue(rows));
            }
        });
        return command;
    }

    private static Command Picture()
    {
        var file = new Argument<string>("FILE") { Description = "Where it goes." };
        var command = new Command("picture", "Write the JPEG that ImageBenchmarks decodes.") { file };
        command.SetAction(result => File.WriteAllBytes(result.GetRequiredValue(file), BenchmarkPicture.Jpeg()));
        return command;
    }

    private static Command Engine()
    {
        var model = new Argument<string>("MODEL") { Description = "FOLDER/NAME, as `models` wrote it." };
        var batch = Count("--batch", "Rows of a run.", 1);
        var threads = Count("--threads", "Threads that one operator may use.", 1);
        var seconds = Count("--seconds", "How long it is measured, after a second to warm up.", 10);
        var command = new Command("engine", "Run ONNX Runtime alone and print rows per second and per CPU second.")
        {
            model,
            batch,
            threads,
            seconds,
        };
        model.Validators.Add(result =>
        {
            var (known, file) = Find(result.GetValueOrDefault<string>());
            if (known is null)
                result.AddError($"The folder must be named like one of the models: {string.Join(", ", Known)}.");
            else if (!File.Exists(file))
                result.AddError($"There is no {file}; `models FOLDER {known.Name}` writes it.");
        });
        command.SetAction(result =>
        {
            var (known, file) = Find(result.GetRequiredValue(model));
            using var loop = new EngineLoop(known!, file, result.GetValue(batch), result.GetValue(threads));
            Console.WriteLine(loop.Measure(TimeSpan.FromSeconds(result.GetValue(seconds))).ToJson());
        });
        return command;
    }

    private static Command Start()
    {
        var server = new Argument<string>("SERVER") { Description = "A .dll or an executable." };
        var repository = Folder("A model repository with `tiny` in it, as `models` wrote it.");
        var starts = Count("--starts", "Processes that are started, one after the other.", 20);
        var requests = Count("--requests", "Requests before the resident size is read.", 10_000);
        var command = new Command("start", "Measure the server's start and resident size.")
        {
            server,
            repository,
            starts,
            requests,
        };
        command.SetAction(
            async (result, _) =>
            {
                var run = new StartRun(
                    result.GetRequiredValue(server),
                    result.GetRequiredValue(repository),
                    result.GetValue(starts),
                    result.GetValue(requests)
                );
                await run.RunAsync(Console.Out);
            }
        );
        return command;
    }

    private static Command Model()
    {
        var megabytes = new Argument<int>("MEGABYTES") { Description = "Of FP32 weights." };
        var file = new Argument<string>("FILE") { Description = "Where it goes." };
        var command = new Command("model", "Write the model of memory/run.sh, one square layer.") { megabytes, file };
        command.SetAction(result =>
        {
            var side = (int)Math.Sqrt(result.GetValue(megabytes) * 1e6 / sizeof(float));
            TestModels.Mlp([side, side]).Save(result.GetRequiredValue(file));
        });
        return command;
    }

    // The model that FOLDER/NAME is by its name, or null, and its file.
    private static (BenchmarkModel? Model, string File) Find(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var model = BenchmarkModel.All.FirstOrDefault(known => known.Name == Path.GetFileName(full));
        return (model, model?.PathIn(Path.GetDirectoryName(full)!) ?? "");
    }

    private static Argument<string> Folder(string description) => new("FOLDER") { Description = description };

    private static Argument<string[]> Names()
    {
        var names = new Argument<string[]>("NAMES")
        {
            Description = "Of the benchmark models; all of them where there is none.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        names.AcceptOnlyFromAmong([.. Known]);
        return names;
    }

    private static Option<int> Count(string name, string description, int standard)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError($"{name} must be at least 1.");
        });
        return option;
    }
}
