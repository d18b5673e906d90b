using Slipway.AspNetCore;
using Slipway.Samples.Rents;

if (args is ["train", var file])
{
    Training.Run(Path.GetFullPath(file));
    return 0;
}

var host = ModelHost.Create(args);
host.Models.AddModel<RentsHandler>(
    "rents",
    configure: options =>
    {
        options.Instances = Environment.ProcessorCount;
        options.Config.Description = "Estimates the rent of a flat.";
    }
);
return await host.RunAsync();
