namespace Slipway.Gateway.Console.Traffic;

/// <summary>Whose traffic it is.</summary>
/// <param name="Name">Of the service or the pipeline.</param>
/// <param name="Revision">Null: all of the service's.</param>
/// <param name="IsPipeline">Names of pipelines are other names than those of services.</param>
/// <param name="Step">Of a pipeline; null: the whole of it.</param>
internal readonly record struct SeriesKey(string Name, int? Revision, bool IsPipeline, string? Step)
{
    public static SeriesKey Service(string name) => new(name, null, false, null);

    public static SeriesKey OfRevision(string service, int revision) => new(service, revision, false, null);

    public static SeriesKey Pipeline(string name) => new(name, null, true, null);

    public static SeriesKey OfStep(string pipeline, string step) => new(pipeline, null, true, step);
}
