using Slipway.Protocols.Fuzz;

// --replay DIR runs every file below DIR once, without a fuzzer; otherwise libFuzzer drives (see README.md).
if (args is ["--replay", var directory])
{
    var failures = 0;
    foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
    {
        try
        {
            var accepted = FuzzTargets.Run(File.ReadAllBytes(file));
            Console.WriteLine($"{(accepted ? "accepted" : "refused ")} {file}");
        }
        catch (Exception e)
        {
            failures++;
            Console.Error.WriteLine($"{file}: {e}");
        }
    }

    Console.WriteLine(failures == 0 ? "Every input was handled." : $"{failures} inputs failed.");
    return failures == 0 ? 0 : 1;
}

SharpFuzz.Fuzzer.LibFuzzer.Run(input => FuzzTargets.Run(input));
return 0;
