using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using HospitalChain.Protocol;
using Spectre.Console;

namespace HospitalChain.Cli.Output;

/// <summary>
/// Answers and refusals, for programs as one JSON object on standard output, for people as lines and tables; refusals go
/// to standard error as what, which, and a hint.
/// </summary>
internal sealed class AnswerWriter(bool json, TextWriter output, TextWriter error)
{
    private const int RedirectedWidth = 1000;
    private const long SpanMillisMax = 1_000_000_000_000; // a number above is a time since 1970, not a span of time
    private static readonly JsonSerializerOptions OneObject = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Write(Answer answer)
    {
        if (json)
        {
            output.WriteLine(answer.Fields.ToJsonString(OneObject));
            return;
        }

        WriteObject(answer.Fields);
    }

    public int Refuse(Refusal refusal)
    {
        if (json)
        {
            output.WriteLine(new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["code"] = refusal.Code,
                    ["detail"] = refusal.Detail,
                    ["rule"] = refusal.Reason.Rule,
                    ["hint"] = refusal.Reason.Hint,
                },
            }.ToJsonString(OneObject));
        }

        error.WriteLine(refusal.Detail.Length == 0 ? $"hchain: {refusal.Code}" : $"hchain: {refusal.Code}: {refusal.Detail}");
        error.WriteLine($"rule: {refusal.Reason.Rule}");
        error.WriteLine($"hint: {refusal.Reason.Hint}");
        return ExitCodes.Of(refusal.Reason.Kind);
    }

    /// <summary>Lines as they are, for eyes and `cut` alike; tables only for lists of things.</summary>
    private void WriteObject(JsonObject fields)
    {
        var lines = fields.Where(field => !IsTable(field.Value)).ToArray();
        var width = lines.Select(field => field.Key.Length).DefaultIfEmpty().Max();
        foreach (var (name, value) in lines)
        {
            output.WriteLine($"{name.PadRight(width)}  {Words(name, value)}");
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = RedirectedWidth;
            console.Profile.Capabilities.Ansi = false;
        }

        foreach (var (name, value) in fields.Where(field => IsTable(field.Value)))
        {
            console.Write(TableOf(name, (JsonArray)value!));
        }
    }

    private static bool IsTable(JsonNode? value) => value is JsonArray { Count: > 0 } list && list[0] is JsonObject;

    private static Table TableOf(string name, JsonArray list)
    {
        var columns = list.OfType<JsonObject>().SelectMany(row => row.Select(field => field.Key)).Distinct(StringComparer.Ordinal).ToArray();
        var table = new Table().Title(name.EscapeMarkup()).Border(TableBorder.Rounded);
        foreach (var column in columns)
        {
            table.AddColumn(column.EscapeMarkup());
        }

        foreach (var row in list.OfType<JsonObject>())
        {
            table.AddRow(columns.Select(column => new Text(Words(column, row[column]))));
        }

        return table;
    }

    private static string Words(string name, JsonNode? value) => value switch
    {
        null => "-",
        JsonArray { Count: 0 } => "none",
        JsonArray list => string.Join(", ", list.Select(each => Words(name, each))),
        JsonObject inner => string.Join(", ", inner.Select(field => $"{field.Key} {Words(field.Key, field.Value)}")),
        JsonValue text when text.TryGetValue<string>(out var words) => words,
        JsonValue left when name == "millisLeft" && left.TryGetValue<ulong>(out var millis) =>
            $"{millis / 3_600_000}:{TimeSpan.FromMilliseconds(millis % 3_600_000):mm\\:ss} hours",
        JsonValue time when name.EndsWith("Millis", StringComparison.Ordinal) && time.TryGetValue<long>(out var millis) && millis > SpanMillisMax =>
            $"{DateTimeOffset.FromUnixTimeMilliseconds(millis):yyyy-MM-dd HH:mm:ss}Z",
        _ => value.ToJsonString(OneObject),
    };
}
