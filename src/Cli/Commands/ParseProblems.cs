using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;

namespace HospitalChain.Cli.Commands;

/// <summary>A command line that does not parse is bad input like any other: told in the same form, with the same exit code.</summary>
internal static class ParseProblems
{
    public static int Tell(ParseResult parsed)
    {
        var json = parsed.Tokens.Any(token => token.Value == GlobalOptions.Json.Name);
        var detail = string.Join("; ", parsed.Errors.Select(error => error.Message));
        return new AnswerWriter(json, Console.Out, Console.Error).Refuse(ClientRefusals.InputInvalid.With(detail));
    }
}
