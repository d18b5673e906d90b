using Microsoft.AspNetCore.Http;
using Slipway.AspNetCore.Management;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Telemetry;
using Choice = Slipway.Protocols.OpenInference.Grpc.Proto.LogSettingsRequest.Types.SettingValue.ParameterChoiceOneofCase;

namespace Slipway.AspNetCore.Settings;

/// <summary>Triton's "Logging Extension" and "Trace Extension" over gRPC.</summary>
internal sealed class GrpcSettings(LogSettings log, RequestTracer tracer, ModelManager models)
{
    /// <summary>LogSettings; reads where there is nothing to change.</summary>
    /// <exception cref="Slipway.Errors.ServingException">As <see cref="LogSettings.Update"/>; management is off.</exception>
    public LogSettingsResponse Log(LogSettingsRequest request, HttpContext context)
    {
        if (request.Settings.Count > 0)
        {
            ManagementGate.Require(context, LogSettingsEndpoints.What);
            log.Update(request.Settings.Select(setting => KeyValuePair.Create(setting.Key, Value(setting.Value))));
        }

        var body = LogSettingsBody.From(log.Levels);
        return new LogSettingsResponse
        {
            Settings =
            {
                ["log_file"] = new() { StringParam = body.LogFile },
                ["log_info"] = new() { BoolParam = body.LogInfo },
                ["log_warning"] = new() { BoolParam = body.LogWarning },
                ["log_error"] = new() { BoolParam = body.LogError },
                ["log_verbose_level"] = new() { Uint32Param = body.LogVerboseLevel },
                ["log_format"] = new() { StringParam = body.LogFormat },
            },
        };
    }

    /// <summary>TraceSetting; reads where there is nothing to change.</summary>
    /// <exception cref="Slipway.Errors.ServingException">
    /// As <see cref="RequestTracer.Update"/>; NotFound for the model; management is off.
    /// </exception>
    public TraceSettingResponse Trace(TraceSettingRequest request, HttpContext context)
    {
        var model = request.ModelName.Length > 0 ? models.Find(new ModelSelector(request.ModelName)).Name : null;
        if (request.Settings.Count > 0)
        {
            ManagementGate.Require(context, TraceSettingsEndpoints.What);
            tracer.Update(
                model,
                [
                    .. request.Settings.Select(setting =>
                        KeyValuePair.Create<string, IReadOnlyList<string>?>(
                            setting.Key,
                            setting.Value.Value.Count > 0 ? setting.Value.Value : null
                        )
                    ),
                ]
            );
        }

        var response = new TraceSettingResponse();
        foreach (var (name, values) in TraceSettingsBody.From(tracer, model))
        {
            var value = new TraceSettingResponse.Types.SettingValue();
            value.Value.AddRange(values);
            response.Settings.Add(name, value);
        }

        return response;
    }

    private static ParameterValue? Value(LogSettingsRequest.Types.SettingValue value) =>
        value.ParameterChoiceCase switch
        {
            Choice.BoolParam => new ParameterValue(value.BoolParam),
            Choice.Uint32Param => new ParameterValue((long)value.Uint32Param),
            Choice.StringParam => new ParameterValue(value.StringParam),
            _ => null,
        };
}
