using Slipway.AspNetCore;
using Slipway.Samples.Dates;

var host = ModelHost.Create(args);
host.Models.AddModel<DatesHandler>("dates");
return await host.RunAsync();
