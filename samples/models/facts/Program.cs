using Slipway.AspNetCore;
using Slipway.Samples.Facts;

var host = ModelHost.Create(args);

// -- --ner http://host:8080/models/ner behind 'slipway serve', or the environment variable ner.
var ner = host.Builder.Configuration["ner"];
host.Services.AddSingleton(
    new NerModel(
        new HttpClient { Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = 16 << 20 },
        ner is null ? null : new Uri(ner, UriKind.Absolute)
    )
);
host.Models.AddModel<FactsHandler>(
    "facts",
    configure: options => options.Config.Description = "Values and relations of a text, by rules."
);
return await host.RunAsync();
