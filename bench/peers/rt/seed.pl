#!/usr/bin/perl
# Queues, ten agents in a group with ordinary agents' rights, and one REST token: by RT's own API.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib';
use RT -init;

my $system = RT->SystemUser;
for my $name (qw(Billing Technical Shipping Account)) {
    my $queue = RT::Queue->new($system);
    $queue->Create(Name => $name, CorrespondAddress => lc($name) . '@support.example');
}

my $agents = RT::Group->new($system);
$agents->CreateUserDefinedGroup(Name => 'Agents');
my @rights = qw(SeeQueue ShowTicket ShowTicketComments CreateTicket ReplyToTicket CommentOnTicket
    ModifyTicket OwnTicket TakeTicket StealTicket ShowOutgoingEmail WatchAsAdminCc SeeCustomField
    ShowTemplate ModifySelf CreateSavedSearch LoadSavedSearch ShowSavedSearches EditSavedSearches
    SeeSavedSearches ManageAuthTokens SeeOwnDashboard);
$agents->PrincipalObj->GrantRight(Right => $_, Object => $RT::System) for @rights;

my $everyone = RT::Group->new($system);
$everyone->LoadSystemInternalGroup('Everyone');
$everyone->PrincipalObj->GrantRight(Right => $_, Object => $RT::System)
    for qw(CreateTicket ReplyToTicket SeeQueue);

for my $number (0 .. 9) {
    my $user = RT::User->new($system);
    $user->Create(
        Name         => "agent$number",
        Password     => 'agentpass',
        EmailAddress => "agent$number\@support.example",
        RealName     => "Agent $number",
        Privileged   => 1,
    );
    $agents->AddMember($user->PrincipalId);
    next if $number;
    my $token = RT::AuthToken->new(RT::CurrentUser->new($user));
    my ($ok, $said, $secret) = $token->Create(Owner => $user->id, Description => 'bench');
    open my $file, '>', "$ENV{PEER_FOLDER}/token" or die $!;
    print $file $secret;
}
