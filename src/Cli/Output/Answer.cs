using System.Text.Json;
using System.Text.Json.Nodes;
using HospitalChain.Client.Http;

namespace HospitalChain.Cli.Output;

/// <summary>A command's answer: one JSON object, which a terminal shows as lines and tables.</summary>
/// <param name="Fields">What there is to say.</param>
/// <param name="ExitCode">0 unless something was only partly done.</param>
internal sealed record Answer(JsonObject Fields, int ExitCode = ExitCodes.Ok)
{
    /// <summary>An answer from anything that serializes to a JSON object.</summary>
    public static Answer Of(object value) =>
        new(JsonSerializer.SerializeToNode(value, value.GetType(), WireJson.Options)?.AsObject() ?? []);
}
